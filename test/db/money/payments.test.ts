import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allocatePayment } from '../../../db/money/allocate-payment.ts';
import { findCandidates, findPayment, listPayments } from '../../../db/money/read-payments.ts';
import { type PaymentOrder, recordPayment } from '../../../db/money/record-payment.ts';
import { setPaymentAside } from '../../../db/money/set-payment-aside.ts';
import { unallocatePayment } from '../../../db/money/unallocate-payment.ts';
import { deal, hold, humanTask, note } from '../../../db/schema/index.ts';
import { aLedger, anInvoice, byFinance, factsFor, type IssuedInvoice, invoiceOf, type Ledger, now, payerIban, unconservedRows } from './ledger.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await aLedger(24);
});
afterAll(() => ledger.close());
beforeEach(() => ledger.pool.query('truncate payment, allocation, invoice, hold, deal_outbox, human_task, note cascade'));

const anOrder = (change: Partial<PaymentOrder> = {}): PaymentOrder => ({
  externalId: `PP-${randomUUID()}`,
  amountMinor: 100_000,
  currency: 'KZT',
  receivedOn: '2026-11-23',
  payer: { name: 'ТОО «Ромашка»', iban: payerIban },
  purpose: 'перевод',
  accountId: 'bac_main',
  ...change,
});
async function record(change: Partial<PaymentOrder> = {}): Promise<string> {
  const { paymentId } = await recordPayment(ledger.pool, anOrder(change), byFinance);
  return paymentId;
}
const allocate = (paymentId: string, ...shares: [IssuedInvoice, number][]) =>
  allocatePayment(ledger.pool, { paymentId, shares: shares.map(([{ invoiceId }, amountMinor]) => ({ invoiceId, amountMinor, currency: 'KZT' })) }, byFinance);

describe('a payment that is sent', () => {
  it('is placed by itself where its purpose names the invoice and the payer is known', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000101', grossMinor: 100_000 });
    const { paymentId, outboxIds } = await recordPayment(ledger.pool, anOrder({ purpose: 'счет № 2026-000101', payer: { taxId: invoice.taxId } }), byFinance);
    expect(outboxIds).toHaveLength(1);
    expect(await findPayment(ledger.db, paymentId)).toMatchObject({ status: 'allocated', allocations: [{ invoiceNumber: '2026-000101', amountMinor: 100_000, actorId: 'usr_cfo' }] });
    expect((await factsFor(ledger, invoice))[0]?.payload).toMatchObject({ actor: { type: 'user', id: 'usr_cfo' } });
  });

  it('answers the same payment when it comes again, and refuses other content under its id', async () => {
    const order = anOrder();
    const [first, again] = [await recordPayment(ledger.pool, order, byFinance), await recordPayment(ledger.pool, order, byFinance)];
    expect(again).toEqual({ paymentId: first.paymentId, repeated: true, outboxIds: [] });
    await expect(recordPayment(ledger.pool, { ...order, amountMinor: 1 }, byFinance)).rejects.toMatchObject({ code: 'payment_exists', data: { payment_id: first.paymentId } });
  });

  it("refuses an account that is not the company's, and a currency the account does not hold", async () => {
    await expect(record({ accountId: 'bac_none' })).rejects.toMatchObject({ code: 'unknown_account' });
    await expect(record({ currency: 'USD' })).rejects.toMatchObject({ code: 'currency_mismatch' });
  });
});

describe('a decision about a payment', () => {
  it('splits it over several invoices and tells each deal its part', async () => {
    const [one, two] = [await anInvoice(ledger, { number: 'A-1', grossMinor: 30_000 }), await anInvoice(ledger, { number: 'A-2', grossMinor: 90_000 })];
    const paymentId = await record();
    await allocate(paymentId, [one, 30_000], [two, 70_000]);
    expect(await invoiceOf(ledger, one)).toMatchObject({ status: 'paid', paidAt: now });
    expect(await invoiceOf(ledger, two)).toMatchObject({ status: 'open', paidMinor: 70_000 });
    expect(await findPayment(ledger.db, paymentId)).toMatchObject({ status: 'allocated' });
    expect([await factsFor(ledger, one), await factsFor(ledger, two)]).toMatchObject([[{ payload: { amount_minor: 30_000 } }], [{ payload: { amount_minor: 70_000 } }]]);
  });

  it('INV-3: refuses to allocate more than the payment has left and names the rest, changing nothing', async () => {
    const invoice = await anInvoice(ledger, { number: 'A-3', grossMinor: 900_000 });
    const paymentId = await record();
    await allocate(paymentId, [invoice, 60_000]);
    await expect(allocate(paymentId, [invoice, 40_001])).rejects.toMatchObject({ code: 'over_allocated', data: { rest: { value: 40_000, currency: 'KZT' } } });
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ paidMinor: 60_000 });
    expect(await factsFor(ledger, invoice)).toHaveLength(1);
  });

  it('INV-3: refuses to pay an invoice more than it is for, also in two shares, and names what it has left', async () => {
    const invoice = await anInvoice(ledger, { number: 'A-4', grossMinor: 50_000 });
    const paymentId = await record();
    await expect(allocate(paymentId, [invoice, 30_000], [invoice, 20_001])).rejects.toMatchObject({
      code: 'over_allocated',
      data: { pointer: '#/allocations/1', invoice_id: invoice.invoiceId, rest: { value: 50_000 } },
    });
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ paidMinor: 0 });
  });

  it('refuses an unknown invoice, a void one, one of another currency, and a share in another currency', async () => {
    const paymentId = await record();
    const dollars = await anInvoice(ledger, { number: 'A-5', grossMinor: 50_000, currency: 'USD' }),
      voided = await anInvoice(ledger, { number: 'A-6', grossMinor: 50_000 });
    await ledger.pool.query('update invoice set status = $1 where id = $2', ['void', voided.invoiceId]);
    await expect(allocate(paymentId, [{ ...voided, invoiceId: 'inv_none' }, 1])).rejects.toMatchObject({ code: 'unknown_invoice' });
    await expect(allocate(paymentId, [voided, 1])).rejects.toMatchObject({ code: 'invoice_not_open' });
    await expect(allocate(paymentId, [dollars, 1])).rejects.toMatchObject({ code: 'currency_mismatch' });
    await expect(allocatePayment(ledger.pool, { paymentId, shares: [{ invoiceId: voided.invoiceId, amountMinor: 1, currency: 'USD' }] }, byFinance)).rejects.toMatchObject({
      code: 'currency_mismatch',
      data: { pointer: '#/allocations/0/amount/currency' },
    });
    await expect(allocate('pay_none', [voided, 1])).rejects.toMatchObject({ code: 'not_found' });
  });

  it('INV-3: of many decisions at once on one payment and one invoice, only what there is gets placed', async () => {
    const [one, two] = [await anInvoice(ledger, { number: 'A-7', grossMinor: 50_000 }), await anInvoice(ledger, { number: 'A-8', grossMinor: 80_000 })];
    const payments = await Promise.all([record(), record()]);
    const tries = payments.flatMap(id =>
      Array.from({ length: 10 }, (_, at) =>
        allocate(
          id,
          ...(at % 2 === 0
            ? ([
                [one, 20_000],
                [two, 20_000],
              ] as const)
            : ([
                [two, 20_000],
                [one, 20_000],
              ] as const)
          ).map(([invoice, minor]) => [invoice, minor] as [IssuedInvoice, number]),
        ),
      ),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(2);
    expect(new Set(outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [(outcome.reason as { code: string }).code] : [])))).toEqual(new Set(['over_allocated']));
    expect(await unconservedRows(ledger)).toEqual([]);
  });

  it('undoes an allocation: the debt is open again, the deal is told, the payment waits, and the record keeps both rows', async () => {
    const invoice = await anInvoice(ledger, { number: 'A-9', grossMinor: 100_000 });
    const paymentId = await record();
    await allocate(paymentId, [invoice, 100_000]);
    await unallocatePayment(ledger.pool, { paymentId, allocationIds: null }, byFinance);
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ status: 'open', paidMinor: 0, paidAt: null });
    const { status, allocatedMinor, allocations } = await findPayment(ledger.db, paymentId);
    expect({ status, allocatedMinor }).toEqual({ status: 'to_review', allocatedMinor: 0 });
    expect(allocations.map(part => part.amountMinor).sort()).toEqual([-100_000, 100_000]);
    const facts = await factsFor(ledger, invoice);
    expect(facts.map(fact => fact.payload.amount_minor).sort()).toEqual([-100_000, 100_000]);
    expect(new Set(facts.map(fact => fact.payload.command_id)).size).toBe(2);
    expect(await unallocatePayment(ledger.pool, { paymentId, allocationIds: null }, byFinance)).toEqual([]);
  });

  it('undoes one of two allocations where it is named, and can place the money again', async () => {
    const [one, two] = [await anInvoice(ledger, { number: 'A-10', grossMinor: 50_000 }), await anInvoice(ledger, { number: 'A-11', grossMinor: 50_000 })];
    const paymentId = await record();
    await allocate(paymentId, [one, 50_000], [two, 50_000]);
    const first = (await findPayment(ledger.db, paymentId)).allocations.find(part => part.invoiceId === one.invoiceId);
    await unallocatePayment(ledger.pool, { paymentId, allocationIds: [first?.id ?? ''] }, byFinance);
    expect([await invoiceOf(ledger, one), await invoiceOf(ledger, two)]).toMatchObject([{ status: 'open' }, { status: 'paid' }]);
    await allocate(paymentId, [one, 50_000]);
    expect(await invoiceOf(ledger, one)).toMatchObject({ status: 'paid' });
    expect(new Set((await factsFor(ledger, one)).map(fact => fact.id)).size).toBe(3);
    await expect(unallocatePayment(ledger.pool, { paymentId, allocationIds: ['alc_none'] }, byFinance)).rejects.toMatchObject({ code: 'not_found' });
    expect(await unconservedRows(ledger)).toEqual([]);
  });

  it('INV-7: gives the debt of a deal that has ended to its owner when its payment is undone', async () => {
    const invoice = await anInvoice(ledger, { number: 'A-12', grossMinor: 100_000 });
    const paymentId = await record();
    await allocate(paymentId, [invoice, 100_000]);
    await ledger.db.update(deal).set({ stage: 'paid', closedAt: now }).where(eq(deal.id, invoice.dealId));
    await unallocatePayment(ledger.pool, { paymentId, allocationIds: null }, byFinance);
    expect(await ledger.db.select().from(humanTask)).toMatchObject([{ dealId: invoice.dealId, invoiceId: invoice.invoiceId, kind: 'payment_undone', assigneeId: 'usr_seller', doneAt: null }]);
  });

  it("takes the rest out of the queue as credit or as no debt's payment, with the reason, and can still apply it later", async () => {
    const invoice = await anInvoice(ledger, { number: 'A-13', grossMinor: 100_000 });
    const [credited, ignored] = [await record(), await record()];
    await setPaymentAside(ledger.pool, { paymentId: credited, as: 'credited', reason: null }, byFinance);
    await setPaymentAside(ledger.pool, { paymentId: ignored, as: 'ignored', reason: 'возврат подотчётных' }, byFinance);
    expect(await listPayments(ledger.db, { status: 'to_review', after: null, limit: 10 })).toEqual([]);
    expect(await ledger.db.select({ text: note.text }).from(note)).toEqual([{ text: 'возврат подотчётных' }]);
    await allocate(credited, [invoice, 100_000]);
    expect(await findPayment(ledger.db, credited)).toMatchObject({ status: 'allocated' });
    await expect(setPaymentAside(ledger.pool, { paymentId: credited, as: 'ignored', reason: 'нет' }, byFinance)).rejects.toMatchObject({ code: 'over_allocated' });
    await expect(setPaymentAside(ledger.pool, { paymentId: 'pay_none', as: 'ignored', reason: 'нет' }, byFinance)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps a credit a credit while part of it is still left', async () => {
    const invoice = await anInvoice(ledger, { number: 'A-16', grossMinor: 40_000 });
    const paymentId = await record();
    await setPaymentAside(ledger.pool, { paymentId, as: 'credited', reason: null }, byFinance);
    await allocate(paymentId, [invoice, 40_000]);
    expect(await findPayment(ledger.db, paymentId)).toMatchObject({ status: 'credited', allocatedMinor: 40_000 });
  });

  it('proposes the invoices a payment may belong to, the likeliest first, with the evidence for each', async () => {
    const one = await anInvoice(ledger, { number: 'A-14', grossMinor: 100_000 });
    await anInvoice(ledger, { number: 'A-15', grossMinor: 250_000, customerId: one.customerId });
    const paymentId = await record({ payer: { taxId: one.taxId } });
    const { candidates, reasons } = await findCandidates(ledger.db, paymentId);
    expect(candidates[0]).toMatchObject({
      invoiceId: one.invoiceId,
      evidence: [
        { kind: 'payer_tax_id', detail: one.taxId },
        { kind: 'exact_sum', detail: '100000' },
      ],
    });
    expect(candidates).toHaveLength(2);
    expect(reasons).toEqual([{ kind: 'nothing_named', detail: '' }]);
    await allocate(paymentId, [one, 100_000]);
    expect(await findCandidates(ledger.db, paymentId)).toEqual({ decision: 'review', candidates: [], reasons: [] });
  });

  it('still proposes an invoice that was issued after its payment had come', async () => {
    const { customerId, taxId } = await anInvoice(ledger, { number: 'B-1', grossMinor: 5 });
    const paymentId = await record({ payer: { taxId }, purpose: 'счет № 2026-000777' });
    const late = await anInvoice(ledger, { number: '2026-000777', grossMinor: 100_000, customerId });
    expect((await findCandidates(ledger.db, paymentId)).candidates[0]).toMatchObject({ invoiceId: late.invoiceId });
  });

  it('lists page by page, each payment once, the newest first', async () => {
    const ids = [];
    for (const receivedOn of ['2026-11-20', '2026-11-22', '2026-11-21', '2026-11-22']) ids.push(await record({ receivedOn }));
    const first = await listPayments(ledger.db, { status: null, after: null, limit: 2 });
    const last = first.at(-1);
    const second = await listPayments(ledger.db, { status: null, after: last ? { receivedOn: last.receivedOn, id: last.id } : null, limit: 2 });
    expect([...first, ...second].map(row => row.receivedOn)).toEqual(['2026-11-22', '2026-11-22', '2026-11-21', '2026-11-20']);
    expect(new Set([...first, ...second].map(row => row.id))).toEqual(new Set(ids));
  });
});

describe('the database itself', () => {
  it('INV-3: refuses a hand-made allocation beyond the payment or the invoice, at commit', async () => {
    const small = await anInvoice(ledger, { number: 'C-1', grossMinor: 10 }),
      large = await anInvoice(ledger, { number: 'C-2', grossMinor: 900_000 });
    const paymentId = await record();
    const insert = (invoice: IssuedInvoice, minor: number) =>
      ledger.pool.query("insert into allocation (id, payment_id, invoice_id, amount_minor, evidence, actor_type, actor_id, created_at) values ($1, $2, $3, $4, '[]', 'user', 'x', now())", [
        `alc_${randomUUID()}`,
        paymentId,
        invoice.invoiceId,
        minor,
      ]);
    await expect(insert(small, 11)).rejects.toMatchObject({ code: '23514' });
    await expect(insert(large, 100_001)).rejects.toMatchObject({ code: '23514' });
    await expect(insert(large, -5)).rejects.toMatchObject({ code: '23514' });
  });

  it('INV-3: refuses to rewrite or remove an allocation', async () => {
    const invoice = await anInvoice(ledger, { number: 'C-3', grossMinor: 100_000 });
    await allocate(await record(), [invoice, 100_000]);
    await expect(ledger.pool.query('update allocation set amount_minor = 1')).rejects.toMatchObject({ code: '23001' });
    await expect(ledger.pool.query('delete from allocation')).rejects.toMatchObject({ code: '23001' });
  });

  it('INV-3: conserves money under any sequence of placing, undoing and setting aside', async () => {
    const invoices = await Promise.all([40_000, 70_000, 100_000].map((grossMinor, at) => anInvoice(ledger, { number: `D-${at}`, grossMinor })));
    const payments = await Promise.all([record({ amountMinor: 50_000 }), record({ amountMinor: 90_000 })]);
    const step = fc.record({ what: fc.constantFrom('place', 'place', 'undo', 'credit'), payment: fc.nat(1), invoice: fc.nat(2), minor: fc.integer({ min: 1, max: 60_000 }) });
    const seed = Math.trunc(performance.timeOrigin) % 1_000_000;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async steps => {
        for (const { what, payment, invoice, minor } of steps) {
          const paymentId = payments[payment] ?? '',
            target = invoices[invoice];
          if (what === 'place' && target) await allocate(paymentId, [target, minor]).catch(onlyRefusals);
          if (what === 'undo') await unallocatePayment(ledger.pool, { paymentId, allocationIds: null }, byFinance);
          if (what === 'credit') await setPaymentAside(ledger.pool, { paymentId, as: 'credited', reason: null }, byFinance).catch(onlyRefusals);
          expect(await unconservedRows(ledger), `seed ${seed}`).toEqual([]);
        }
      }),
      { numRuns: 12, seed },
    );
  });
});

describe('the shipment hold', () => {
  it('is lifted with the last tenge and not before', async () => {
    const invoice = await anInvoice(ledger, { number: 'E-1', grossMinor: 100_000 });
    const paymentId = await record();
    await allocate(paymentId, [invoice, 99_999]);
    expect(await ledger.db.select({ liftedAt: hold.liftedAt }).from(hold)).toEqual([{ liftedAt: null }]);
    await allocate(paymentId, [invoice, 1]);
    expect(await ledger.db.select({ liftedAt: hold.liftedAt, liftedBy: hold.liftedBy }).from(hold)).toEqual([{ liftedAt: now, liftedBy: 'paid' }]);
  });

  it('is in force again as before when the money that lifted it is taken back', async () => {
    const invoice = await anInvoice(ledger, { number: 'E-1', grossMinor: 100_000 });
    const before = await ledger.db.select().from(hold);
    const paymentId = await record();
    await allocate(paymentId, [invoice, 100_000]);
    await unallocatePayment(ledger.pool, { paymentId, allocationIds: null }, byFinance);
    expect(await ledger.db.select().from(hold)).toEqual(before);
  });

  it('stays lifted in a deal that has ended, where nothing is shipped any more', async () => {
    const invoice = await anInvoice(ledger, { number: 'E-1', grossMinor: 100_000 });
    const paymentId = await record();
    await allocate(paymentId, [invoice, 100_000]);
    await ledger.db.update(deal).set({ closedAt: now }).where(eq(deal.id, invoice.dealId));
    await unallocatePayment(ledger.pool, { paymentId, allocationIds: null }, byFinance);
    expect(await ledger.db.select({ liftedBy: hold.liftedBy }).from(hold)).toEqual([{ liftedBy: 'paid' }]);
  });

  it('AP10: stays lifted by a decision up to the debt it was about, and is in force again over a greater one', async () => {
    const invoice = await anInvoice(ledger, { number: 'E-1', grossMinor: 100_000 });
    const [first, second] = [await record(), await record()];
    await allocate(first, [invoice, 30_000]);
    const decided = { liftedAt: now, liftedBy: 'decision' as const, approverId: 'usr_cfo', coveredMinor: 70_000 };
    await ledger.db.update(hold).set(decided);
    await allocate(second, [invoice, 70_000]);
    await unallocatePayment(ledger.pool, { paymentId: second, allocationIds: null }, byFinance);
    expect(await ledger.db.select().from(hold)).toMatchObject([decided]);
    await unallocatePayment(ledger.pool, { paymentId: first, allocationIds: null }, byFinance);
    expect(await ledger.db.select().from(hold)).toMatchObject([{ liftedAt: null, liftedBy: null, approverId: null, coveredMinor: null }]);
  });
});

function onlyRefusals(error: unknown): void {
  if ((error as { code?: string }).code !== 'over_allocated') throw error;
}

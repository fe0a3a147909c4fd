import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issueInvoice } from '../../../activities/plan/issue-invoice.ts';
import { createRecordActivities } from '../../../activities/record-activities.ts';
import { invoice } from '../../../db/schema/index.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { makePaymentReference } from '../../../domain/reference/payment-reference.ts';
import type { InvoiceFacts } from '../../../workflows/ports.ts';
import { aDeal, aTypicalPackage } from '../../build/deal.ts';
import { aLedger, anInvoice, type Ledger } from '../money/ledger.ts';

const now = '2026-11-24T05:00:00.000Z';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await aLedger(20);
});
afterAll(() => ledger.close());
beforeEach(() => ledger.pool.query('truncate invoice, invoice_counter, deal, customer, package_version cascade'));

/** A deal whose invoice is planned and can be issued. */
async function aBilledDeal(): Promise<{ dealId: string; packageId: string }> {
  const { dealId } = await aDeal(ledger.pool, { content: aTypicalPackage() });
  const activities = createRecordActivities(ledger);
  const frozen = await activities.freezePackage({ dealId, now });
  if ('refused' in frozen) throw new Error(frozen.refused);
  await activities.planBilling({ dealId, packageId: frozen.packageId, now });
  return { dealId, packageId: frozen.packageId };
}

async function issue(deal: { dealId: string; packageId: string }): Promise<InvoiceFacts> {
  const facts = await createRecordActivities(ledger).issueInvoice({ ...deal, instalment: 1, deliveredOn: null, now });
  if ('refused' in facts) throw new Error(facts.refused);
  return facts;
}

/** A process repeats what found no free connection in time, on a busy machine too. */
const untilIssued = (deal: { dealId: string; packageId: string }): Promise<InvoiceFacts> =>
  issue(deal).catch((error: Error) => (error.message.startsWith('timeout exceeded when trying to connect') ? untilIssued(deal) : Promise.reject(error)));

const issued = async () => (await ledger.db.select().from(invoice).where(eq(invoice.external, false))).filter(row => row.seq !== null);
const foreign = async (number: string, reference?: string) => {
  const { invoiceId } = await anInvoice(ledger, { number, grossMinor: 100, ...(reference === undefined ? {} : { reference }) });
  await ledger.db.update(invoice).set({ external: true }).where(eq(invoice.id, invoiceId));
};

describe('numbers of invoices', () => {
  it('I4: run on past the numbers that invoices issued elsewhere carry already', async () => {
    await issue(await aBilledDeal());
    for (const number of ['2026-000002', '2026-000003', '2026-000005']) await foreign(number);
    for (let many = 0; many < 3; many += 1) await issue(await aBilledDeal());
    expect((await issued()).map(row => [row.number, row.seq]).sort()).toEqual([
      ['2026-000001', 1],
      ['2026-000004', 4],
      ['2026-000006', 6],
      ['2026-000007', 7],
    ]);
  });

  it('I4: find the first free one behind hundreds of foreign ones', async () => {
    const built = await aDeal(ledger.pool);
    await ledger.pool.query(
      `insert into invoice (id, deal_id, customer_id, instalment, external, number, status, delivery, language, document_type, currency, net_minor, vat_minor, gross_minor, bank_account_id, issue_key)
       select 'inv_' || n, $1, $2, 1, true, '2026-' || lpad(n::text, 6, '0'), 'open', 'sent', 'ru', 'corporate', 'KZT', 100, 0, 100, 'bac_main', 'ext' || n from generate_series(1, 450) n`,
      [built.dealId, built.customerId],
    );
    await issue(await aBilledDeal());
    expect((await issued()).map(row => row.number)).toEqual(['2026-000451']);
  });

  it('give no reference that a foreign invoice carries', async () => {
    await foreign('A-1', makePaymentReference(1));
    await foreign('A-2', makePaymentReference(2));
    await issue(await aBilledDeal());
    expect((await issued()).map(row => [row.number, row.reference])).toEqual([['2026-000001', makePaymentReference(3)]]);
  });

  it('I4: of a hundred deals issued at once are distinct and without gap, but for those that foreign invoices took', async () => {
    for (const number of ['2026-000010', '2026-000011', '2026-000050']) await foreign(number);
    const deals: Awaited<ReturnType<typeof aBilledDeal>>[] = [];
    for (let many = 0; many < 100; many += 1) deals.push(await aBilledDeal());
    await Promise.all(deals.map(untilIssued));
    const rows = await issued();
    const expected = Array.from({ length: 103 }, (_, at) => at + 1).filter(seq => ![10, 11, 50].includes(seq));
    expect(rows.map(row => row.seq).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual(expected);
    expect(rows.every(row => row.number === `2026-${String(row.seq).padStart(6, '0')}`)).toBe(true);
    expect(new Set(rows.map(row => row.reference)).size).toBe(100);
  });

  it('lose none to an issue that is rolled back, and the same invoice keeps its own when it is asked for again', async () => {
    const [first, second] = [await aBilledDeal(), await aBilledDeal()];
    const broken = unitOfWork(ledger.pool, async db => {
      await issueInvoice(db, { ...first, instalment: 1, deliveredOn: null, now });
      throw new Error('the worker died');
    });
    await expect(broken).rejects.toThrow('the worker died');
    for (const deal of [second, second, first]) await issue(deal);
    expect((await issued()).map(row => [row.dealId, row.number])).toEqual(
      expect.arrayContaining([
        [second.dealId, '2026-000001'],
        [first.dealId, '2026-000002'],
      ]),
    );
  });
});

import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { receiveStatement, refuseStatement } from '../../../db/money/import-statement.ts';
import { findStatement, listUnread } from '../../../db/money/read-statements.ts';
import { bankAccount, bankStatement, hold } from '../../../db/schema/index.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { makePaymentReference } from '../../../domain/reference/payment-reference.ts';
import { aLedger, anInvoice, aStatementFile, byFinance, factsFor, invoiceOf, type Ledger, now, paymentsOf, unconservedRows, upload } from './ledger.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await aLedger(24);
});
afterAll(() => ledger.close());
beforeEach(() => ledger.pool.query('truncate bank_statement, payment, allocation, invoice, hold, deal_outbox cascade; update bank_account set watermark_at = null'));

const aReference = () => makePaymentReference(randomInt(25_000_000));
const fixture = (name: string) => readFileSync(new URL(`../../fixtures/statements/${name}`, import.meta.url));

describe('a bank statement', () => {
  it('books a payment by its reference: the invoice is paid, its hold lifted and the deal told, in one unit', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000001', reference: aReference(), grossMinor: 371_200_000 });
    const { report, status, outboxIds } = await upload(ledger, aStatementFile([{ amountMinor: 371_200_000, purpose: `Оплата за насосы ${invoice.reference}`, taxId: invoice.taxId }]));
    expect({ status, ...report }).toMatchObject({
      status: 'booked',
      format: '1c',
      encoding: 'windows-1251',
      account: 'KZ82722TEST000000001',
      fromOn: '2026-11-20',
      toOn: '2026-11-23',
      entries: 1,
      outgoing: 0,
      newPayments: 1,
      duplicates: 0,
      allocated: 1,
      toReview: 0,
      problems: [],
    });
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ status: 'paid', paidMinor: 371_200_000, paidAt: now });
    const [payment] = await paymentsOf(ledger);
    expect(payment).toMatchObject({ status: 'allocated', allocatedMinor: 371_200_000, receivedOn: '2026-11-23', docNo: '90000001', lineNo: 17 });
    expect(await ledger.db.select({ liftedAt: hold.liftedAt }).from(hold)).toEqual([{ liftedAt: now }]);
    const [fact, ...others] = await factsFor(ledger, invoice);
    expect(others).toEqual([]);
    expect(outboxIds).toEqual([fact?.id]);
    expect(fact).toMatchObject({
      message: 'payment_recorded',
      deliveredAt: null,
      payload: { invoice_id: invoice.invoiceId, payment_id: payment?.id, allocation_id: fact?.id, command_id: fact?.id, amount_minor: 371_200_000, actor: { type: 'bank' } },
    });
  });

  it('books a payment by the number of the invoice', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000002', grossMinor: 116_000_00 });
    await upload(ledger, aStatementFile([{ amountMinor: 116_000_00, purpose: 'Оплата по счету № 2026-000002 от 01.11.2026', taxId: invoice.taxId }]));
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ status: 'paid' });
  });

  it('leaves the rest of a part payment owed, and the hold in force', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000003', grossMinor: 100_000 });
    const { report } = await upload(ledger, aStatementFile([{ amountMinor: 40_000, purpose: 'Оплата по счету № 2026-000003', taxId: invoice.taxId }]));
    expect(report).toMatchObject({ allocated: 1, toReview: 0 });
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ status: 'open', paidMinor: 40_000, paidAt: null });
    expect(await ledger.db.select({ liftedAt: hold.liftedAt }).from(hold)).toEqual([{ liftedAt: null }]);
  });

  it('INV-3: two part payments of one file meet the rest in turn; the third finds nothing left and waits for a person', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000004', grossMinor: 100_000 });
    const part = { purpose: 'Оплата по счету № 2026-000004', taxId: invoice.taxId };
    const { report } = await upload(
      ledger,
      aStatementFile([
        { ...part, amountMinor: 60_000 },
        { ...part, amountMinor: 40_000 },
        { ...part, amountMinor: 10_000 },
      ]),
    );
    expect(report).toMatchObject({ newPayments: 3, allocated: 2, toReview: 1 });
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ status: 'paid', paidMinor: 100_000 });
    expect(await unconservedRows(ledger)).toEqual([]);
  });

  it('leaves the payment of an unknown payer, and one that would overpay, to a person', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000005', grossMinor: 100_000 });
    const { report } = await upload(
      ledger,
      aStatementFile([
        { amountMinor: 100_000, purpose: 'Оплата по счету № 2026-000005', taxId: '991240992012' },
        { amountMinor: 100_001, purpose: 'Оплата по счету № 2026-000005', taxId: invoice.taxId },
      ]),
    );
    expect(report).toMatchObject({ newPayments: 2, allocated: 0, toReview: 2 });
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ status: 'open', paidMinor: 0 });
    expect(await factsFor(ledger, invoice)).toEqual([]);
  });

  it('changes nothing when the same file comes again, and answers its first report with duplicates', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000006', grossMinor: 100_000 });
    const file = aStatementFile([
      { amountMinor: 40_000, purpose: 'счет 2026-000006', taxId: invoice.taxId },
      { amountMinor: 7, purpose: 'прочее', taxId: invoice.taxId },
    ]);
    const first = await upload(ledger, file),
      again = await upload(ledger, file);
    expect(again).toMatchObject({
      repeated: true,
      statementId: first.statementId,
      status: 'booked',
      outboxIds: [],
      report: { entries: 2, newPayments: 0, duplicates: 2, allocated: 0, toReview: 0, statements: [{ duplicates: 2 }] },
    });
    expect(await paymentsOf(ledger)).toHaveLength(2);
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ paidMinor: 40_000 });
  });

  it('takes only what is new from a file that overlaps an earlier one', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000007', grossMinor: 100_000 });
    const first = { docNo: '1', on: '2026-11-21', amountMinor: 30_000, purpose: 'счет 2026-000007', taxId: invoice.taxId };
    const second = { ...first, docNo: '2', on: '2026-11-24' };
    await upload(ledger, aStatementFile([first], { fromOn: '2026-11-20', toOn: '2026-11-22' }));
    const { report } = await upload(ledger, aStatementFile([first, second], { fromOn: '2026-11-20', toOn: '2026-11-24' }));
    expect(report).toMatchObject({ entries: 2, newPayments: 1, duplicates: 1, allocated: 1 });
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ paidMinor: 60_000 });
  });

  it('books two equal payments of one day as two', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000008', grossMinor: 100_000 });
    const twin = { docNo: '5', amountMinor: 50_000, purpose: 'счет 2026-000008', taxId: invoice.taxId };
    const { report } = await upload(ledger, aStatementFile([twin, twin]));
    expect(report).toMatchObject({ newPayments: 2, duplicates: 0, allocated: 2 });
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ status: 'paid' });
  });

  it('INV-3: twenty imports of one file at once make one set of payments', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000009', grossMinor: 100_000 });
    const file = aStatementFile([
      { amountMinor: 60_000, purpose: 'счет 2026-000009', taxId: invoice.taxId },
      { amountMinor: 40_000, purpose: 'счет 2026-000009', taxId: invoice.taxId, docNo: '8' },
    ]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => upload(ledger, file)));
    expect(answers.filter(answer => !answer.repeated)).toHaveLength(1);
    expect(await paymentsOf(ledger)).toHaveLength(2);
    expect(await factsFor(ledger, invoice)).toHaveLength(2);
    expect(await unconservedRows(ledger)).toEqual([]);
  });

  it('INV-3: overlapping files at once make each payment once', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000010', grossMinor: 1_000_000 });
    const all = Array.from({ length: 12 }, (_, at) => ({ docNo: String(at), on: '2026-11-21', amountMinor: 1_000 + at, purpose: 'счет 2026-000010', taxId: invoice.taxId }));
    const files = Array.from({ length: 8 }, (_, at) => aStatementFile(all.slice(0, at + 5).toReversed(), { fromOn: '2026-11-20', toOn: '2026-11-22' }));
    await Promise.all(files.map(file => upload(ledger, file)));
    expect(await paymentsOf(ledger)).toHaveLength(12);
    expect(await invoiceOf(ledger, invoice)).toMatchObject({ paidMinor: all.reduce((sum, one) => sum + one.amountMinor, 0) });
    expect(await unconservedRows(ledger)).toEqual([]);
  });

  it('counts outgoing lines and does not keep them as payments', async () => {
    const { report } = await upload(ledger, fixture('kz-synthetic/kaspi_v1.01_cp1251.txt'));
    expect(report).toMatchObject({ entries: 3, outgoing: 1, newPayments: 2, toReview: 2 });
    expect(await paymentsOf(ledger)).toHaveLength(2);
  });

  it('keeps a payment of nothing where nobody must look at it', async () => {
    const invoice = await anInvoice(ledger, { number: '2026-000011', grossMinor: 100_000 });
    const { report } = await upload(ledger, aStatementFile([{ amountMinor: 0, purpose: 'счет 2026-000011', taxId: invoice.taxId }]));
    expect(report).toMatchObject({ newPayments: 1, allocated: 0, toReview: 0 });
    expect(await paymentsOf(ledger)).toMatchObject([{ amountMinor: 0, status: 'ignored' }]);
  });

  it('books nothing of a file that does not tie, keeps it as quarantined, and moves no watermark', async () => {
    const file = fixture('own/quarantine_documents_do_not_add_up.txt');
    const { status, report, outboxIds } = await upload(ledger, file);
    expect(status).toBe('quarantined');
    expect(report).toMatchObject({ newPayments: 0, duplicates: 0, allocated: 0, toReview: 0 });
    expect(report.problems.length).toBeGreaterThan(0);
    expect(outboxIds).toEqual([]);
    expect(await paymentsOf(ledger)).toEqual([]);
    expect(await watermark()).toBeNull();
    expect(await upload(ledger, file)).toMatchObject({ repeated: true, status: 'quarantined' });
  });

  it("refuses the statement of an account that is not the company's, by name, and keeps nothing", async () => {
    const foreign = fixture('kz-synthetic/bcc_v2.0_cp1251.txt');
    await expect(upload(ledger, foreign)).rejects.toMatchObject({ code: 'unknown_account', data: { account: 'KZ47856TEST000000001' } });
    await expect(upload(ledger, aStatementFile([]), { accountId: 'bac_other' })).rejects.toMatchObject({ code: 'unknown_account' });
    expect(await ledger.db.select({ id: bankStatement.id }).from(bankStatement)).toEqual([]);
  });

  it("moves the watermark to the end of the last day in the company's zone, forward only, and never past now", async () => {
    await upload(ledger, aStatementFile([], { fromOn: '2026-11-20', toOn: '2026-11-22' }));
    expect(await watermark()).toBe('2026-11-22T19:00:00.000Z');
    await upload(ledger, aStatementFile([], { fromOn: '2026-11-10', toOn: '2026-11-12' }));
    expect(await watermark()).toBe('2026-11-22T19:00:00.000Z');
    await upload(ledger, aStatementFile([], { fromOn: '2026-11-20', toOn: '2026-11-24' }));
    expect(await watermark()).toBe(now);
  });

  it('shows a received file as reading until it is booked, also when the reader died in between', async () => {
    const bytes = aStatementFile([{ amountMinor: 7, purpose: 'прочее', taxId: '991240992012' }]);
    const { statementId } = await receiveStatement(ledger.pool, { bytes, accountId: 'bac_main', ...byFinance });
    expect(await findStatement(ledger.db, statementId)).toMatchObject({ status: 'reading' });
    expect(await listUnread(ledger.db)).toEqual([{ id: statementId, importedById: 'usr_cfo', accountId: 'bac_main' }]);
    expect(await upload(ledger, bytes)).toMatchObject({ statementId, repeated: false, status: 'booked', report: { newPayments: 1 } });
    expect(await listUnread(ledger.db)).toEqual([]);
  });

  it('keeps why a received file was refused, and reads it again when it is sent again', async () => {
    const received = { bytes: fixture('quirks-synthetic/not_a_1c_file.txt'), accountId: null, ...byFinance };
    const { statementId } = await receiveStatement(ledger.pool, received);
    await refuseStatement(ledger.pool, statementId, new RuleViolation('statement_unreadable', 'Line 1: no.', { line: 1 }));
    expect(await findStatement(ledger.db, statementId)).toMatchObject({ status: 'refused', report: { refusal: { code: 'statement_unreadable', data: { line: 1 } } } });
    expect(await receiveStatement(ledger.pool, received)).toMatchObject({ statementId, status: 'reading' });
  });
});

async function watermark(): Promise<string | null> {
  const [row] = await ledger.db.select({ at: bankAccount.watermarkAt }).from(bankAccount).where(eq(bankAccount.id, 'bac_main'));
  return row?.at ?? null;
}

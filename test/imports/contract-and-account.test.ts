import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadInvoiceFile } from '../../activities/letters/invoice-matter.ts';
import { readImportContext } from '../../db/imports/import-context.ts';
import { importReceivables, readKnownReceivables } from '../../db/imports/import-receivables.ts';
import { bankAccount, deal, invoice, payment } from '../../db/schema/index.ts';
import { readReceivablesCsv } from '../../domain/imports/receivables-csv.ts';
import { account } from '../build/company.ts';
import { aLedger, byFinance, type Ledger } from '../db/money/ledger.ts';

const inDollars = { ...account, id: 'bac_usd', iban: 'KZ65601A861000000001', currency: 'USD', isDefault: false };

let ledger: Ledger;
beforeAll(async () => {
  ledger = await aLedger();
});
afterAll(() => ledger.close());
beforeEach(() => ledger.pool.query("truncate payment, allocation, invoice, deal_outbox, deal_event, deal, customer cascade; delete from bank_account where currency <> 'KZT'"));

const heading = 'record;customer_tax_id;customer_name;invoice_number;issued_on;due_on;gross;currency;contract_number;payment_external_id;received_on;amount';
const wind = 'customer;150140000716;"ТОО ""Степной ветер""";;;;;;;;;';
const invoiceRow = (number: string, { currency = 'KZT', contract = '' } = {}) => `invoice;150140000716;;${number};2026-11-01;2026-11-15;1000.00;${currency};${contract};;;`;
const paymentRow = (id: string, number: string, currency: string) => `payment;;;${number};;;;${currency};;${id};2026-11-10;400.00`;

async function take(...rows: string[]) {
  const file = readReceivablesCsv(new TextEncoder().encode([heading, wind, ...rows].join('\n')), { known: await readKnownReceivables(ledger.db), todayOn: '2026-11-24' });
  return importReceivables(ledger.pool, file, { context: await readImportContext(ledger.db, byFinance), nameProcess: ({ source, externalId }) => `deal:${source}:${externalId}` });
}

describe('the contract of an imported invoice', () => {
  it('is named by its letters and its page', async () => {
    await take(invoiceRow('C-1', { contract: '17/2026' }), invoiceRow('C-2'));
    const rows = await ledger.db.select({ id: invoice.id }).from(invoice).orderBy(invoice.number);
    expect(await Promise.all(rows.map(async row => (await loadInvoiceFile(ledger.db, row.id)).contractNumber))).toEqual(['17/2026', null]);
  });

  it('INV-8: makes the same file no other one when it comes again', async () => {
    await take(invoiceRow('C-3', { contract: '17/2026' }));
    expect(await take(invoiceRow('C-3', { contract: '17/2026' }))).toMatchObject({ refused: [], openedDealIds: [], unchangedDealIds: [expect.any(String)] });
  });
});

describe('the account of an imported invoice', () => {
  it('is the one of its currency, and so is that of its payments', async () => {
    await ledger.db.insert(bankAccount).values(inDollars);
    expect((await take(invoiceRow('U-1', { currency: 'USD' }), invoiceRow('K-1'), paymentRow('P-1', 'U-1', 'USD'), paymentRow('P-2', 'K-1', 'KZT'))).refused).toEqual([]);
    expect((await ledger.db.select().from(invoice).orderBy(invoice.number)).map(row => [row.number, row.bankAccountId])).toEqual([
      ['K-1', account.id],
      ['U-1', inDollars.id],
    ]);
    expect((await ledger.db.select().from(payment).orderBy(payment.externalId)).map(row => row.accountId)).toEqual([inDollars.id, account.id]);
  });

  it('is the default one where a currency has several', async () => {
    await ledger.db.insert(bankAccount).values([
      { ...inDollars, id: 'bac_a', iban: 'KZ65601A861000000002' },
      { ...inDollars, id: 'bac_b', isDefault: true },
      { ...inDollars, id: 'bac_c', iban: 'KZ65601A861000000003' },
    ]);
    await take(invoiceRow('U-2', { currency: 'USD' }));
    expect(await ledger.db.select({ account: invoice.bankAccountId }).from(invoice)).toEqual([{ account: 'bac_b' }]);
  });

  it('is asked for by the line where the company has none in that currency; other lines go on', async () => {
    const outcome = await take(invoiceRow('U-3', { currency: 'USD' }), invoiceRow('K-3'), paymentRow('P-3', 'U-3', 'USD'));
    expect(outcome.refused).toMatchObject([
      { line: 3, field: 'currency', code: 'unknown_account', reason: 'The company has no bank account in USD that this invoice could be paid to.' },
      { line: 5, field: 'invoice_number', code: 'unknown_invoice' },
    ]);
    expect(outcome.openedDealIds).toHaveLength(1);
    expect(await ledger.db.$count(deal, eq(deal.externalId, 'U-3'))).toBe(0);
  });
});

import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listUnstartedCollecting } from '../../../db/imports/collecting-deals.ts';
import { readImportContext } from '../../../db/imports/import-context.ts';
import { importReceivables, readKnownReceivables } from '../../../db/imports/import-receivables.ts';
import { allocation, customer, deal, dealEvent, dealOutbox, invoice, payment } from '../../../db/schema/index.ts';
import { readReceivablesCsv } from '../../../domain/imports/receivables-csv.ts';
import { aLedger, aStatementFile, byFinance, type Ledger, now, unconservedRows, upload } from './ledger.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await aLedger();
});
afterAll(() => ledger.close());
beforeEach(() => ledger.pool.query('truncate bank_statement, payment, allocation, invoice, deal_outbox, deal_event, deal, customer, package_version cascade'));

const heading = 'record;customer_tax_id;customer_name;customer_email;invoice_number;issued_on;due_on;gross;vat;paid;currency;owner_email;payment_external_id;received_on;amount';
const wind = 'customer;150140000716;"ТОО ""Степной ветер""";buh@veter.example;;;;;;;;;;;';
const invoiceRow = (number: string, { gross = '1000.00', paid = '', dueOn = '2026-11-15', owner = '' } = {}) =>
  `invoice;150140000716;;;${number};2026-11-01;${dueOn};${gross};0;${paid};KZT;${owner};;;`;
const paymentRow = (id: string, number: string, amount: string, on = '2026-11-10') => `payment;;;;${number};;;;;;KZT;;${id};${on};${amount}`;

async function take(...rows: string[]) {
  const file = readReceivablesCsv(new TextEncoder().encode([heading, ...rows].join('\n')), { known: await readKnownReceivables(ledger.db), todayOn: '2026-11-24' });
  return importReceivables(ledger.pool, file, { context: await readImportContext(ledger.db, byFinance), nameProcess: ({ source, externalId }) => `deal:${source}:${externalId}` });
}

/** Everything the import can touch, row by row. */
async function allRows(): Promise<unknown> {
  const tables = [customer, deal, dealEvent, invoice, payment, allocation, dealOutbox];
  return Promise.all(tables.map(async table => (await ledger.db.select().from(table)).map(row => JSON.stringify(row)).sort()));
}

describe('the receivables importer', () => {
  it('makes an open invoice a deal at collecting that waits for its process, with what was paid so far', async () => {
    const outcome = await take(wind, invoiceRow('A-1'), paymentRow('P-1', 'A-1', '400.00'));
    expect(outcome).toMatchObject({ customers: { created: 1, found: 0 }, history: 0, unchangedDealIds: [], payments: { recorded: 1, duplicates: 0 }, refused: [], outboxIds: [] });
    const [row] = await ledger.db.select().from(invoice);
    expect(row).toMatchObject({ number: 'A-1', external: true, status: 'open', grossMinor: 100_000, paidMinor: 40_000, issuedOn: '2026-11-01', dueOn: '2026-11-15' });
    expect(await listUnstartedCollecting(ledger.db)).toEqual([
      {
        dealId: outcome.openedDealIds[0],
        workflowId: 'deal:import:A-1',
        customerId: row?.customerId,
        ownerId: 'usr_seller',
        currency: 'KZT',
        invoices: [{ invoiceId: row?.id, totalMinor: 100_000, paidMinor: 40_000, dueOn: '2026-11-15', overdueFromAt: '2026-11-15T19:00:00.000Z', rungs: [] }],
      },
    ]);
    expect(await ledger.db.select().from(dealOutbox)).toEqual([]);
  });

  it('INV-6: writes a paid invoice down as closed history, event by event at its own time, and starts nothing', async () => {
    const outcome = await take(wind, invoiceRow('A-2'), paymentRow('P-2', 'A-2', '400.00', '2026-11-05'), paymentRow('P-3', 'A-2', '600.00', '2026-11-12'));
    expect(outcome).toMatchObject({ openedDealIds: [], history: 1, payments: { recorded: 2 } });
    const [row] = await ledger.db.select().from(deal);
    expect(row).toMatchObject({ stage: 'paid', revision: 6, closedAt: '2026-11-12T07:00:00.000Z', startedAt: '2026-11-01T07:00:00.000Z', source: 'import', externalId: 'A-2' });
    const events = await ledger.db.select().from(dealEvent).orderBy(dealEvent.n);
    expect(events.map(event => [event.n, event.type, event.at.slice(0, 10)])).toEqual([
      [1, 'deal.created', '2026-11-01'],
      [2, 'invoice.issued', '2026-11-01'],
      [3, 'payment.received', '2026-11-05'],
      [4, 'payment.received', '2026-11-12'],
      [5, 'invoice.paid', '2026-11-12'],
      [6, 'deal.closed', '2026-11-12'],
    ]);
    expect(await ledger.db.select().from(invoice)).toMatchObject([{ status: 'paid', paidAt: '2026-11-12T07:00:00.000Z' }]);
    expect(await listUnstartedCollecting(ledger.db)).toEqual([]);
    expect(await unconservedRows(ledger)).toEqual([]);
  });

  it('takes the column paid as a payment made by the due day', async () => {
    await take(wind, invoiceRow('A-3', { paid: '1000.00' }), invoiceRow('A-4', { paid: '10.00', dueOn: '2026-12-20' }));
    expect((await ledger.db.select().from(payment).orderBy(payment.receivedOn)).map(row => [row.externalId, row.receivedOn, row.amountMinor])).toEqual([
      ['paid:A-3', '2026-11-15', 100_000],
      ['paid:A-4', '2026-11-23', 1_000],
    ]);
    expect((await ledger.db.select().from(deal).orderBy(deal.externalId)).map(row => row.stage)).toEqual(['paid', 'collecting']);
  });

  it('INV-8: changes nothing when the same file comes again, not even at once', async () => {
    const rows = [wind, invoiceRow('A-5', { paid: '5.00', dueOn: '2026-12-20' }), invoiceRow('A-6'), paymentRow('P-5', 'A-5', '400.00'), paymentRow('P-6', 'A-6', '1000.00')];
    await take(...rows);
    const before = await allRows();
    const again = await Promise.all([take(...rows), take(...rows), take(...rows)]);
    expect(again.map(({ openedDealIds, history, payments, refused }) => ({ openedDealIds, history, payments, refused }))).toEqual(
      again.map(() => ({ openedDealIds: [], history: 0, payments: { recorded: 0, duplicates: 2 }, refused: [] })),
    );
    expect(await allRows()).toEqual(before);
  });

  it('INV-8: three imports of one file at once make one set of deals', async () => {
    const rows = [wind, invoiceRow('A-7'), invoiceRow('A-8'), paymentRow('P-7', 'A-7', '400.00')];
    const outcomes = await Promise.all([take(...rows), take(...rows), take(...rows)]);
    expect(outcomes.flatMap(outcome => outcome.openedDealIds)).toHaveLength(2);
    expect(await ledger.db.$count(deal)).toBe(2);
    expect(await ledger.db.$count(payment)).toBe(1);
    expect(await unconservedRows(ledger)).toEqual([]);
  });

  it('places a payment of a later file on the invoice of an earlier one and tells the deal', async () => {
    await take(wind, invoiceRow('A-9'));
    const { outboxIds, payments } = await take(paymentRow('P-9', 'A-9', '1000.00'));
    expect(payments).toEqual({ recorded: 1, duplicates: 0 });
    expect(outboxIds).toHaveLength(1);
    expect(await ledger.db.select().from(invoice)).toMatchObject([{ status: 'paid' }]);
  });

  it('INV-3: does not count money twice that reaches a deal before its process has begun', async () => {
    await take(wind, invoiceRow('A-10'), paymentRow('P-10', 'A-10', '400.00'));
    await upload(ledger, aStatementFile([{ amountMinor: 50_000, purpose: 'счет № A-10', taxId: '150140000716' }]));
    expect(await ledger.db.select().from(invoice)).toMatchObject([{ paidMinor: 90_000 }]);
    expect((await listUnstartedCollecting(ledger.db))[0]?.invoices).toMatchObject([{ paidMinor: 40_000 }]);
    expect(await ledger.db.select().from(dealOutbox)).toMatchObject([{ payload: { amount_minor: 50_000 } }]);
  });

  it('names each refused row and goes on with the good ones', async () => {
    await take(wind, invoiceRow('A-11'), invoiceRow('A-15'));
    const { refused, openedDealIds } = await take(
      wind,
      invoiceRow('A-12', { owner: 'nobody@arna.example' }),
      invoiceRow('A-13', { owner: 'MANAGER@arna.example' }),
      invoiceRow('A-11', { gross: '2000.00' }),
      'invoice;150140000716;;;A-14;2026-11-31;2026-12-01;1;0;;KZT;;;;',
      paymentRow('P-12', 'A-12', '1.00'),
      paymentRow('P-15', 'A-15', '1000.00'),
      paymentRow('P-16', 'A-15', '0.01', '2026-11-11'),
    );
    expect(refused.map(row => [row.line, row.field, row.code])).toEqual([
      [3, 'owner_email', 'unknown_user'],
      [5, 'invoice_number', 'deal_exists'],
      [6, 'issued_on', 'invalid_date'],
      [7, 'invoice_number', 'unknown_invoice'],
      [9, 'amount', 'over_allocated'],
    ]);
    expect(openedDealIds).toHaveLength(1);
    const [kept] = await ledger.db.select({ ownerId: deal.ownerId }).from(deal).where(eq(deal.externalId, 'A-13'));
    expect(kept).toEqual({ ownerId: 'usr_manager' });
  });

  it('finds a customer by tax id, fills in what is missing and leaves what is on record', async () => {
    await take('customer;150140000716;"ТОО ""Степной ветер""";;;;;;;;;;;;');
    expect(await take(wind.replace('Степной', 'Другой'))).toMatchObject({ customers: { created: 0, found: 1 } });
    expect(await ledger.db.select().from(customer)).toMatchObject([{ name: 'ТОО "Степной ветер"', email: 'buh@veter.example', kind: 'company', createdAt: now }]);
  });
});

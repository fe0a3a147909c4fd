import { eq, sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { newId } from '../../../db/ids.ts';
import { type ImportedStatement, importStatement } from '../../../db/money/import-statement.ts';
import { createPool } from '../../../db/pool.ts';
import { customer, dealOutbox, hold, invoice, payment } from '../../../db/schema/index.ts';
import { type Db, readDb, unitOfWork } from '../../../db/unit-of-work.ts';
import { readStatement } from '../../../domain/statements/read-statement.ts';
import { type IncomingDocument, kaspiStatement } from '../../../local/kaspi-statement.ts';
import { aCompany, account } from '../../build/company.ts';
import { aDeal } from '../../build/deal.ts';
import { freshDatabase } from '../../setup/stack.ts';

export type Ledger = Readonly<{ pool: Pool; db: Db; close: () => Promise<void> }>;
export type IssuedInvoice = Readonly<{ invoiceId: string; dealId: string; customerId: string; taxId: string; number: string; reference: string | null; grossMinor: number }>;

export const now = '2026-11-24T05:00:00.000Z';
export const byFinance = { actor: { type: 'user', id: 'usr_cfo' }, now } as const;
const owner = { name: 'ТОО "Арна Снаб"', taxId: '991240991014', iban: account.iban, bic: account.bic };
export const payerIban = 'KZ53601TEST000000077';

/** A company with an empty ledger in a database of its own. */
export async function aLedger(connections = 10): Promise<Ledger> {
  const database = await freshDatabase();
  const pool = createPool(database.url, connections);
  await aCompany(pool);
  return {
    pool,
    db: readDb(pool),
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}

/** An open invoice of a deal that has started, with a shipment hold on it. */
export async function anInvoice({ pool, db }: Ledger, given: { number: string; grossMinor: number; reference?: string; customerId?: string; currency?: string }): Promise<IssuedInvoice> {
  const deal = await aDeal(pool);
  const customerId = given.customerId ?? deal.customerId,
    invoiceId = newId('inv'),
    reference = given.reference ?? null;
  const [row] = await db.select({ taxId: customer.taxId }).from(customer).where(eq(customer.id, customerId));
  await unitOfWork(pool, async inside => {
    await inside.insert(invoice).values({
      id: invoiceId,
      dealId: deal.dealId,
      customerId,
      instalment: 1,
      external: false,
      number: given.number,
      reference,
      status: 'open',
      delivery: 'sent',
      language: 'ru',
      documentType: 'corporate',
      currency: given.currency ?? 'KZT',
      netMinor: given.grossMinor,
      vatMinor: 0,
      grossMinor: given.grossMinor,
      bankAccountId: account.id,
      issuedOn: '2026-11-01',
      issuedAt: '2026-11-01T05:00:00.000Z',
      dueOn: '2026-11-15',
      issueKey: invoiceId,
    });
    await inside.insert(hold).values({ id: newId('hold'), dealId: deal.dealId, invoiceId, type: 'shipment', sinceAt: now, reason: 'plus_7' });
    await inside.execute(sql`update deal set started_at = ${now}, stage = 'collecting' where id = ${deal.dealId}`);
  });
  return { invoiceId, dealId: deal.dealId, customerId, taxId: row?.taxId ?? '', number: given.number, reference, grossMinor: given.grossMinor };
}

export type Paying = Partial<Omit<IncomingDocument, 'payer'>> & Readonly<{ amountMinor: number; purpose: string; taxId: string }>;

/** A Kaspi file over some days. */
export function aStatementFile(payments: readonly Paying[], period: { fromOn: string; toOn: string } = { fromOn: '2026-11-20', toOn: '2026-11-23' }): Uint8Array {
  const documents = payments.map(({ taxId, ...given }, at) => ({
    docNo: String(90_000_001 + at),
    on: period.toOn,
    ...given,
    payer: { name: 'ТОО "Ромашка"', taxId, iban: payerIban, bic: 'HSBKKZKX' },
  }));
  return kaspiStatement({ owner, ...period, openingMinor: 100_000_000, documents });
}

export async function upload({ pool }: Ledger, bytes: Uint8Array, change: { accountId?: string; now?: string } = {}): Promise<ImportedStatement> {
  return importStatement(pool, { bytes, accountId: null, ...byFinance, ...change }, readStatement(bytes, 'auto'));
}

export async function invoiceOf({ db }: Ledger, { invoiceId }: { invoiceId: string }) {
  const [row] = await db.select().from(invoice).where(eq(invoice.id, invoiceId));
  if (!row) throw new Error('no such invoice');
  return row;
}

export const paymentsOf = ({ db }: Ledger) => db.select().from(payment).orderBy(payment.receivedOn, payment.docNo, payment.id);
export const factsFor = ({ db }: Ledger, { dealId }: { dealId: string }) => db.select().from(dealOutbox).where(eq(dealOutbox.dealId, dealId)).orderBy(dealOutbox.createdAt, dealOutbox.id);

/** INV-3 from the rows themselves: what stands on each payment and invoice is what its allocations add up to, and never more than there is. */
export async function unconservedRows({ pool }: Ledger): Promise<unknown[]> {
  const { rows } = await pool.query(`
    select 'payment' as kind, p.id from payment p left join allocation a on a.payment_id = p.id group by p.id
      having coalesce(sum(a.amount_minor), 0) <> p.allocated_minor or p.allocated_minor not between 0 and p.amount_minor
    union all select 'invoice', i.id from invoice i left join allocation a on a.invoice_id = i.id group by i.id
      having coalesce(sum(a.amount_minor), 0) <> i.paid_minor or i.paid_minor not between 0 and i.gross_minor - i.credited_minor
    union all select 'status', i.id from invoice i where (i.status = 'paid') <> (i.gross_minor - i.paid_minor - i.credited_minor = 0)`);
  return rows;
}

import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { OpenInvoice } from '../../domain/matching/matching.ts';
import { customer, deal, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** An invoice as allocation needs it: what it is still owed, and how far its deal's clock runs ahead of the real one. */
export type LockedInvoice = Readonly<{
  id: string;
  dealId: string;
  number: string | null;
  status: (typeof invoice.$inferSelect)['status'];
  currency: string;
  remainingMinor: number;
  paidMinor: number;
  clockAheadMs: number;
  dealClosedAt: string | null;
}>;

const remaining = sql<number>`${invoice.grossMinor} - ${invoice.paidMinor} - ${invoice.creditedMinor}`.mapWith(Number);

/** Open invoices with what a payer can be told by; only issued ones have a number. */
export async function readOpenInvoices(db: Db, among?: readonly string[]): Promise<OpenInvoice[]> {
  const rows = await db
    .select({
      invoiceId: invoice.id,
      number: invoice.number,
      reference: invoice.reference,
      customerId: invoice.customerId,
      customerTaxId: customer.taxId,
      customerIban: customer.iban,
      remainingMinor: remaining,
      totalMinor: invoice.grossMinor,
      currency: invoice.currency,
      dueOn: invoice.dueOn,
      issuedOn: invoice.issuedOn,
    })
    .from(invoice)
    .innerJoin(customer, eq(customer.id, invoice.customerId))
    .where(and(eq(invoice.status, 'open'), among === undefined ? undefined : inArrayParam(among)))
    .orderBy(asc(invoice.id));
  return rows.flatMap(({ number, issuedOn, dueOn, customerIban, ...row }) =>
    number === null || issuedOn === null ? [] : [{ ...row, number, issuedOn, dueOn: dueOn ?? issuedOn, customerIbans: customerIban === null ? [] : [customerIban] }],
  );
}

/** The names under which a purpose can speak of an open invoice. */
export async function readInvoiceNames(db: Db): Promise<{ invoiceId: string; number: string | null; reference: string | null }[]> {
  return db.select({ invoiceId: invoice.id, number: invoice.number, reference: invoice.reference }).from(invoice).where(eq(invoice.status, 'open'));
}

/** Locks invoices in the order of their ids, the same rows that the claim of a rung locks (reliability.md 2.2), and reads them fresh. */
export async function lockInvoices(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, LockedInvoice>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({
      id: invoice.id,
      dealId: invoice.dealId,
      number: invoice.number,
      status: invoice.status,
      currency: invoice.currency,
      remainingMinor: remaining,
      paidMinor: invoice.paidMinor,
      clockAheadMs: deal.clockAheadMs,
      dealClosedAt: deal.closedAt,
    })
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .where(inArrayParam(ids))
    .orderBy(asc(invoice.id))
    .for('update', { of: invoice });
  return new Map(rows.map(row => [row.id, row]));
}

/** One array parameter: a list of any length stays one statement. */
function inArrayParam(ids: readonly string[]) {
  return ids.length < 100 ? inArray(invoice.id, [...ids]) : sql`${invoice.id} = any(${sql.param([...ids])})`;
}

import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { deal, hold, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

const ofInvoices = (ids: readonly string[]) => sql`${hold.invoiceId} = any(${sql.param([...ids])})`;

/** The last tenge of an invoice lifts its shipment holds. */
export async function liftPaidHolds(db: Db, invoiceIds: readonly string[], at: string): Promise<void> {
  if (invoiceIds.length === 0) return;
  await db
    .update(hold)
    .set({ liftedAt: at, liftedBy: 'paid' })
    .where(and(ofInvoices(invoiceIds), eq(hold.type, 'shipment'), isNull(hold.liftedAt)));
}

/**
 * Money taken back brings back the holds that it had lifted (Q2C.md 5), and those that were lifted by a decision about a smaller debt.
 * In a deal that has ended nothing is shipped any more. The invoices are locked by whoever asks.
 */
export async function renewHolds(db: Db, invoiceIds: readonly string[]): Promise<void> {
  if (invoiceIds.length === 0) return;
  const owed = sql`${invoice.grossMinor} - ${invoice.paidMinor} - ${invoice.creditedMinor}`;
  const isOwedAgain = sql`(${hold.liftedBy} = 'paid' and ${owed} > 0) or (${hold.liftedBy} = 'decision' and ${owed} > ${hold.coveredMinor})`;
  const owing = db
    .select({ one: sql`1` })
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .where(and(eq(invoice.id, hold.invoiceId), eq(invoice.status, 'open'), isNull(deal.closedAt), isOwedAgain));
  await db
    .update(hold)
    .set({ liftedAt: null, liftedBy: null, approverId: null, coveredMinor: null })
    .where(and(ofInvoices(invoiceIds), isNotNull(hold.liftedAt), sql`exists ${owing}`));
}

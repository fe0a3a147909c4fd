import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { dealEvent, document } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** A file that a customer has sent to show that it has paid. */
export type SentOrder = Readonly<{ id: string; fileName: string; bytes: number }>;

/**
 * A customer's word that it has paid: the day and the sum it named (null: all of it), and the payment orders it sent with it and after it, the
 * earliest first. `claimId` is the id of the pause that followed.
 */
export type PaymentClaim = Readonly<{ claimId: string; invoiceId: string; at: string; paidOn: string; amountMinor: number | null; orders: readonly SentOrder[] }>;

/** What customers have said of the payment of invoices, the latest last. */
export async function readPaymentClaims(db: Db, invoiceIds: readonly string[]): Promise<PaymentClaim[]> {
  if (invoiceIds.length === 0) return [];
  const invoiceId = sql<string>`${dealEvent.data} ->> 'invoiceId'`;
  const rows = await db
    .select({
      ...{ type: dealEvent.type, claimId: sql<string>`${dealEvent.data} ->> 'pauseId'`, invoiceId, at: dealEvent.at, paidOn: sql<string>`${dealEvent.data} ->> 'paidOn'` },
      amountMinor: sql<number | null>`(${dealEvent.data} ->> 'amountMinor')::float8`,
      order: { id: document.id, fileName: document.fileName, bytes: sql<number>`octet_length(${document.content})` },
    })
    .from(dealEvent)
    .leftJoin(document, and(eq(document.id, sql`${dealEvent.data} ->> 'documentId'`), eq(document.kind, 'payment_order')))
    .where(and(inArray(dealEvent.type, ['payment.claimed', 'payment_order.added']), inArray(invoiceId, [...invoiceIds])))
    .orderBy(asc(dealEvent.seq));
  const ordersOf = Map.groupBy(rows, row => row.claimId);
  return rows
    .filter(row => row.type === 'payment.claimed')
    .map(({ type: _type, order: _order, ...said }) => ({ ...said, orders: (ordersOf.get(said.claimId) ?? []).flatMap(({ order }) => (order?.id ? [order] : [])) }));
}

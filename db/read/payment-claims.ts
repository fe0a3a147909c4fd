import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { dealEvent, document } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** A customer's word that it has paid: the day and the sum it named (null: all of it), and the payment order it sent. `claimId` is the id of the pause that followed. */
export type PaymentClaim = Readonly<{
  claimId: string;
  invoiceId: string;
  at: string;
  paidOn: string;
  amountMinor: number | null;
  order: Readonly<{ id: string; fileName: string; bytes: number }> | null;
}>;

/** What customers have said of the payment of invoices, the latest last. */
export async function readPaymentClaims(db: Db, invoiceIds: readonly string[]): Promise<PaymentClaim[]> {
  if (invoiceIds.length === 0) return [];
  const invoiceId = sql<string>`${dealEvent.data} ->> 'invoiceId'`;
  const rows = await db
    .select({
      ...{ claimId: sql<string>`${dealEvent.data} ->> 'pauseId'`, invoiceId, at: dealEvent.at, paidOn: sql<string>`${dealEvent.data} ->> 'paidOn'` },
      amountMinor: sql<number | null>`(${dealEvent.data} ->> 'amountMinor')::float8`,
      order: { id: document.id, fileName: document.fileName, bytes: sql<number>`octet_length(${document.content})` },
    })
    .from(dealEvent)
    .leftJoin(document, and(eq(document.id, sql`${dealEvent.data} ->> 'documentId'`), eq(document.kind, 'payment_order')))
    .where(and(eq(dealEvent.type, 'payment.claimed'), inArray(invoiceId, [...invoiceIds])))
    .orderBy(asc(dealEvent.seq));
  return rows.map(row => ({ ...row, order: row.order?.id ? row.order : null }));
}

import { and, eq, isNull } from 'drizzle-orm';
import { dealOutbox, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/**
 * Notes when a person first did something on the page of an invoice, in the caller's transaction, and has its deal told through the
 * outbox; that the page was fetched proves nobody's eyes. Every time after the first changes nothing.
 */
export async function markInvoiceViewed(db: Db, invoiceId: string, at: string): Promise<void> {
  const [row] = await db
    .update(invoice)
    .set({ viewedAt: at, delivery: 'viewed' })
    .where(and(eq(invoice.id, invoiceId), isNull(invoice.viewedAt)))
    .returning({ dealId: invoice.dealId, customerId: invoice.customerId });
  if (!row) return;
  const id = `viewed-${invoiceId}`;
  const payload = { command_id: id, actor: { type: 'customer', id: row.customerId, via: 'link' }, invoice_id: invoiceId };
  await db.insert(dealOutbox).values({ id, dealId: row.dealId, message: 'invoice_viewed', payload, createdAt: at }).onConflictDoNothing();
}

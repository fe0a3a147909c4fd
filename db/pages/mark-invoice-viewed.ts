import { and, eq, isNull } from 'drizzle-orm';
import { invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Notes when the customer first did something on the page of an invoice; opening it alone proves nobody's eyes. */
export async function markInvoiceViewed(db: Db, invoiceId: string, at: string): Promise<void> {
  await db
    .update(invoice)
    .set({ viewedAt: at, delivery: 'viewed' })
    .where(and(eq(invoice.id, invoiceId), isNull(invoice.viewedAt)));
}

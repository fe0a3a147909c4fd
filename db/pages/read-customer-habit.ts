import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** How many invoices a customer has paid, and by how many days late the middle one of them was (negative: early); null before the first. */
export async function readCustomerHabit(db: Db, customerId: string): Promise<{ usualDelayDays: number | null; paidInvoices: number }> {
  const delay = sql`(${invoice.paidAt}::date - ${invoice.dueOn})`;
  const [row] = await db
    .select({ paidInvoices: sql<number>`count(*)::int`, usualDelayDays: sql<number | null>`(percentile_disc(0.5) within group (order by ${delay}))::int` })
    .from(invoice)
    .where(and(eq(invoice.customerId, customerId), eq(invoice.status, 'paid'), isNotNull(invoice.paidAt), isNotNull(invoice.dueOn)));
  return { usualDelayDays: row?.usualDelayDays ?? null, paidInvoices: row?.paidInvoices ?? 0 };
}

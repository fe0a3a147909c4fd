import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { hold, invoice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';

/**
 * Shipments released by somebody's word: the holds it was about end, each with the debt that the word covers. The locks are those that a
 * letter takes before its text travels (INV-10). A debt that has grown since it was weighed is not covered, and its hold stays.
 */
export async function projectHold(db: Db, dealId: string, event: DealEvent): Promise<void> {
  if (event.type !== 'hold.lifted') return;
  const { approverId, debts, holdIds } = event.data;
  await db.select({ id: invoice.id }).from(invoice).where(eq(invoice.dealId, dealId)).orderBy(asc(invoice.id)).for('update');
  for (const { invoiceId, overdueMinor } of debts) {
    const owed = sql`(select ${invoice.grossMinor} - ${invoice.paidMinor} - ${invoice.creditedMinor} from ${invoice} where ${invoice.id} = ${invoiceId})`;
    await db
      .update(hold)
      .set({ liftedAt: event.at, liftedBy: 'decision', approverId, coveredMinor: overdueMinor })
      .where(and(inArray(hold.id, holdIds), eq(hold.invoiceId, invoiceId), isNull(hold.liftedAt), sql`${owed} <= ${overdueMinor}`));
  }
}

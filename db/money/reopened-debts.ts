import { eq, sql } from 'drizzle-orm';
import { stableId } from '../ids.ts';
import { deal, humanTask, invoice } from '../schema/index.ts';
import { ownerAtWork } from '../tasks/open-task.ts';
import type { Db } from '../unit-of-work.ts';

/** Money was taken back from an invoice at `undoneAt`, by the real clock. */
export type ReopenedDebt = Readonly<{ dealId: string; invoiceId: string; undoneAt: string }>;

/** A deal that has ended has no process to chase the debt again, so its owner gets it as a task, once for each time: an open debt always has a timer or a person (INV-7). */
export async function giveReopenedDebt(db: Db, { dealId, invoiceId, undoneAt }: ReopenedDebt): Promise<void> {
  const assigneeId = await ownerAtWork(db, dealId);
  const task = { id: stableId('hum', dealId, invoiceId, 'payment_undone'), dealId, invoiceId, kind: 'payment_undone', reason: 'payment_undone', createdAt: undoneAt };
  await db
    .insert(humanTask)
    .values({ ...task, assigneeId })
    .onConflictDoUpdate({
      target: humanTask.id,
      set: { createdAt: undoneAt, doneAt: null, doneById: null, noteId: null },
      setWhere: sql`${humanTask.doneAt} is not null and ${humanTask.createdAt} < ${undoneAt}`,
    });
}

/**
 * The same where the end of the deal was not on record yet when the money was taken back: its process was told, and had ended. A record
 * of the end that is being written is waited for, so that it does not do this task with the others.
 */
export async function giveDebtOfEndedDeal(db: Db, debt: ReopenedDebt): Promise<void> {
  await db.select({ id: deal.id }).from(deal).where(eq(deal.id, debt.dealId)).for('update');
  const [row] = await db.select({ status: invoice.status }).from(invoice).where(eq(invoice.id, debt.invoiceId));
  if (row?.status === 'open') await giveReopenedDebt(db, debt);
}

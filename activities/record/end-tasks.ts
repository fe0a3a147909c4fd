import { and, isNull, type SQL } from 'drizzle-orm';
import { lockAddressWork, passAddressTaskOn } from '../../db/delivery/address-task.ts';
import { humanTask } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';

/** `which`: of the tasks of a deal. `isDealClosing`: nothing of the deal carries work on. */
type Ending = Readonly<{ which: SQL | undefined; at: string; isDealClosing: boolean }>;

/** With a debt that has ended all work about it is done, by the engine itself; what concerns the customer's other debts as well goes on with them. */
export async function endTasks(db: Db, dealId: string, { which, at, isDealClosing }: Ending): Promise<void> {
  await lockAddressWork(db, dealId);
  const closed = await db
    .update(humanTask)
    .set({ doneAt: at, doneById: 'engine' })
    .where(and(which, isNull(humanTask.doneAt)))
    .returning({ dealId: humanTask.dealId, kind: humanTask.kind, assigneeId: humanTask.assigneeId, reason: humanTask.reason });
  const realNow = new Date().toISOString();
  for (const task of closed) await passAddressTaskOn(db, task, { closingDealId: isDealClosing ? dealId : null, realNow });
}

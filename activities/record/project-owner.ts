import { and, eq, isNull } from 'drizzle-orm';
import { humanTask } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';

/** The open work of whoever had the deal goes with it to whoever has it now; what others do for it stays theirs. */
export async function projectOwner(db: Db, dealId: string, event: DealEvent): Promise<void> {
  if (event.type !== 'deal.handed_over') return;
  const { fromUserId, toUserId } = event.data;
  await db
    .update(humanTask)
    .set({ assigneeId: toUserId })
    .where(and(eq(humanTask.dealId, dealId), eq(humanTask.assigneeId, fromUserId), isNull(humanTask.doneAt)));
}

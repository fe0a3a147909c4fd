import { and, eq, isNull, ne, or } from 'drizzle-orm';
import { takerFor } from '../../db/people/hand-work-on.ts';
import { humanTask } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';

/**
 * The open work of whoever had the deal goes with it to whoever has it now, and so does what somebody has taken on because the owner has left;
 * what others do for the deal stays theirs, and the head's task the head's.
 */
export async function projectOwner(db: Db, dealId: string, event: DealEvent): Promise<void> {
  if (event.type !== 'deal.handed_over') return;
  const { fromUserId, toUserId } = event.data;
  const takerId = await takerFor(db, fromUserId);
  const ownersWork = or(eq(humanTask.assigneeId, fromUserId), takerId === fromUserId ? undefined : and(eq(humanTask.assigneeId, takerId), ne(humanTask.kind, 'head')));
  await db
    .update(humanTask)
    .set({ assigneeId: toUserId })
    .where(and(eq(humanTask.dealId, dealId), ownersWork, isNull(humanTask.doneAt)));
}

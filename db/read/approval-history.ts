import { and, asc, eq, gt, gte, inArray, isNull, lte, or, type SQL } from 'drizzle-orm';
import { type ApprovalEvent, approvalEventTypes } from '../../domain/metrics/approval-events.ts';
import { approvalTask, deal, dealEvent } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** `clockAheadMs`: by how much each deal's own clock runs ahead of the real one. */
export type ApprovalHistory = Readonly<{ events: readonly ApprovalEvent[]; clockAheadMs: ReadonlyMap<string, number> }>;

/**
 * Everything that happened to the approval of each deal in which something happened from `fromAt` on, or a step was open then or is at the
 * end; up to `asOfAt`, or to the last event there is where it is null. A deal comes with what was before, for a step may have been opened earlier.
 */
export async function readApprovalHistory(db: Db, { fromAt, asOfAt }: { fromAt: string; asOfAt: string | null }): Promise<ApprovalHistory> {
  const heard = and(inArray(dealEvent.type, [...approvalEventTypes]), asOfAt === null ? undefined : lte(dealEvent.at, asOfAt));
  const stirred = db
    .select({ dealId: dealEvent.dealId })
    .from(dealEvent)
    .where(and(heard, gte(dealEvent.at, fromAt)));
  const asked = db.select({ dealId: approvalTask.dealId }).from(approvalTask).where(mayBeOpen(asOfAt));
  const rows = await db
    .select({ dealId: dealEvent.dealId, type: dealEvent.type, at: dealEvent.at, data: dealEvent.data, aheadMs: deal.clockAheadMs })
    .from(dealEvent)
    .innerJoin(deal, eq(deal.id, dealEvent.dealId))
    .where(and(heard, or(inArray(dealEvent.dealId, stirred), inArray(dealEvent.dealId, asked))))
    .orderBy(asc(dealEvent.dealId), asc(dealEvent.n));
  const events = rows.map(({ dealId, type, at, data }) => ({ dealId, type, at, data }) as ApprovalEvent);
  return { events, clockAheadMs: new Map(rows.map(({ dealId, aheadMs }) => [dealId, aheadMs])) };
}

/** Steps that may have been open at an instant: all that were, and some that were not, which their events will tell. */
function mayBeOpen(asOfAt: string | null): SQL | undefined {
  if (asOfAt === null) return eq(approvalTask.status, 'open');
  return and(lte(approvalTask.openedAt, asOfAt), or(isNull(approvalTask.decidedAt), gt(approvalTask.decidedAt, asOfAt)));
}

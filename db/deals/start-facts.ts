import { and, asc, eq, isNull, lt } from 'drizzle-orm';
import { deal } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { DealRow } from './create-deal.ts';

/** Deals written before an instant whose process has not been started, the oldest first; closed ones are history and need none. */
export async function listUnstartedDeals(db: Db, { before, limit }: { before: string; limit: number }): Promise<DealRow[]> {
  return db
    .select()
    .from(deal)
    .where(and(isNull(deal.startedAt), isNull(deal.closedAt), lt(deal.createdAt, before)))
    .orderBy(asc(deal.createdAt))
    .limit(limit);
}

/** Notes that the process of a deal runs. The recording step may have noted it already. */
export async function markStarted(db: Db, dealId: string, now: string): Promise<void> {
  await db
    .update(deal)
    .set({ startedAt: now })
    .where(and(eq(deal.id, dealId), isNull(deal.startedAt)));
}

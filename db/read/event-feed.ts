import { and, asc, gt, sql } from 'drizzle-orm';
import { dealEvent } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/**
 * Events of all deals after a place in the feed. Only those whose transaction, and every one that began before it, has ended: places
 * are given before the commit, so without this a reader could pass over an event that is still on its way.
 */
export async function readEventFeed(db: Db, { after, limit }: { after: number; limit: number }): Promise<(typeof dealEvent.$inferSelect)[]> {
  const settled = sql`age(${dealEvent}.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)`;
  return db
    .select()
    .from(dealEvent)
    .where(and(gt(dealEvent.seq, after), settled))
    .orderBy(asc(dealEvent.seq))
    .limit(limit);
}

import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { change } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type ChangeRow = typeof change.$inferSelect;
export type ChangeQuery = Readonly<{ subjectId: string | null; after: number; limit: number }>;

/** Changes after a place, of one subject or of all, in an order that never changes. What is still on its way is not told, so that no reader passes over it (db/read/event-feed.ts). */
export async function readChanges(db: Db, { subjectId, after, limit }: ChangeQuery): Promise<ChangeRow[]> {
  const settled = sql`age(${change}.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)`;
  return db
    .select()
    .from(change)
    .where(and(gt(change.seq, after), settled, subjectId === null ? undefined : eq(change.subjectId, subjectId)))
    .orderBy(asc(change.seq))
    .limit(limit);
}

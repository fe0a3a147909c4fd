import { and, asc, eq, getTableColumns, or, sql } from 'drizzle-orm';
import { appUser, userCover } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type CoverRow = typeof userCover.$inferSelect;
/** `runs`: it is one of its days, in the zone of the person who is away. */
export type CoverInTime = CoverRow & Readonly<{ runs: boolean }>;

/** Covers that run at an instant or begin later, the nearest first; of one person, in either part, where `personId` is given. */
export async function listCoversFrom(db: Db, at: string, personId?: string): Promise<CoverInTime[]> {
  const todayThere = sql`(${at}::timestamptz at time zone ${appUser.timeZone})::date`;
  const theirs = personId === undefined ? undefined : or(eq(userCover.userId, personId), eq(userCover.coverUserId, personId));
  return db
    .select({ ...getTableColumns(userCover), runs: sql<boolean>`${userCover.fromOn} <= ${todayThere}` })
    .from(userCover)
    .innerJoin(appUser, eq(appUser.id, userCover.userId))
    .where(and(sql`${userCover.toOn} >= ${todayThere}`, theirs))
    .orderBy(asc(userCover.fromOn), asc(userCover.id));
}

/** One cover, or null where it is gone. */
export async function readCover(db: Db, id: string): Promise<CoverRow | null> {
  const [row] = await db.select().from(userCover).where(eq(userCover.id, id));
  return row ?? null;
}

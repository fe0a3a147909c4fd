import { and, asc, eq, gte, lte, or } from 'drizzle-orm';
import { userCover } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type CoverRow = typeof userCover.$inferSelect;

/** For whom a person stands in on a day, and until when. */
export async function readCoversBy(db: Db, coverUserId: string, onDate: string): Promise<CoverRow[]> {
  return db
    .select()
    .from(userCover)
    .where(and(eq(userCover.coverUserId, coverUserId), lte(userCover.fromOn, onDate), gte(userCover.toOn, onDate)));
}

/** Covers that run on a day or begin later, the nearest first; of one person, in either part, where `personId` is given. */
export async function listCoversFrom(db: Db, onDate: string, personId?: string): Promise<CoverRow[]> {
  const theirs = personId === undefined ? undefined : or(eq(userCover.userId, personId), eq(userCover.coverUserId, personId));
  return db
    .select()
    .from(userCover)
    .where(and(gte(userCover.toOn, onDate), theirs))
    .orderBy(asc(userCover.fromOn), asc(userCover.id));
}

/** One cover, or null where it is gone. */
export async function readCover(db: Db, id: string): Promise<CoverRow | null> {
  const [row] = await db.select().from(userCover).where(eq(userCover.id, id));
  return row ?? null;
}

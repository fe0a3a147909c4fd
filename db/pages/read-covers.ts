import { and, eq, gte, lte } from 'drizzle-orm';
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

import { asc } from 'drizzle-orm';
import { appUser } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type PersonRow = typeof appUser.$inferSelect;

/** Everybody of the company by id, those who have left included, in the order in which they came. */
export async function readPeople(db: Db): Promise<ReadonlyMap<string, PersonRow>> {
  const rows = await db.select().from(appUser).orderBy(asc(appUser.createdAt), asc(appUser.id));
  return new Map(rows.map(row => [row.id, row]));
}

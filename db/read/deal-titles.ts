import { inArray } from 'drizzle-orm';
import { deal } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** The titles of some deals by id. */
export async function readTitles(db: Db, dealIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(dealIds)];
  if (wanted.length === 0) return new Map();
  const rows = await db.select({ id: deal.id, title: deal.title }).from(deal).where(inArray(deal.id, wanted));
  return new Map(rows.map(({ id, title }) => [id, title]));
}

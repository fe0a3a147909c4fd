import { inArray } from 'drizzle-orm';
import { note } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** The words of the notes given, by their id. */
export async function readNotes(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: note.id, text: note.text })
    .from(note)
    .where(inArray(note.id, [...ids]));
  return new Map(rows.map(row => [row.id, row.text]));
}

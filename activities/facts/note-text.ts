import { eq } from 'drizzle-orm';
import { note } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';

/** What somebody wrote as a reason or comment; empty where nothing was written. */
export async function noteText(db: Db, noteId: string | null): Promise<string> {
  const [row] = noteId ? await db.select({ text: note.text }).from(note).where(eq(note.id, noteId)) : [];
  return row?.text ?? '';
}

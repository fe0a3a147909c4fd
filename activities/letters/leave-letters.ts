import { and, eq, inArray, notExists, sql } from 'drizzle-orm';
import { letter, reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';

/** Rungs have left these letters: one whose text has not begun and in which no other stands has nothing more to say. `why`: the reason of the rungs, or `another_letter` that they stand in now. The letters are locked by whoever asks. */
export async function leaveLetters(db: Db, letterIds: readonly string[], why: string): Promise<void> {
  if (letterIds.length === 0) return;
  const standing = db
    .select({ one: sql`1` })
    .from(reminder)
    .where(and(eq(reminder.letterId, letter.id), eq(reminder.state, 'claimed')));
  await db
    .update(letter)
    .set({ state: 'skipped', lastError: why })
    .where(and(inArray(letter.id, [...letterIds]), eq(letter.state, 'claimed'), notExists(standing)));
}

import { notice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** `letterKey` names the letter: asked for twice under one key it is one letter. `now` is the deal's own. */
export type LetterRequest = Readonly<{ dealId: string; letterKey: string; kind: string; subjectId: string; detail: string | null; toUserId: string | null; now: string }>;

/** Asks the relay of letters for a letter (ADR 0007); it goes from `realNow` on. */
export async function askForLetter(db: Db, letter: LetterRequest, realNow: string): Promise<void> {
  await db
    .insert(notice)
    .values({ id: letter.letterKey, dealId: letter.dealId, input: { ...letter }, createdAt: letter.now, nextAttemptAt: realNow })
    .onConflictDoNothing();
}

import { type By, recordChange } from '../changes/record-change.ts';
import { notice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** `letterKey` names the letter: asked for twice under one key it is one letter. `now` is the deal's own. */
export type LetterRequest = Readonly<{ dealId: string; letterKey: string; kind: string; subjectId: string; detail: string | null; toUserId: string | null; now: string }>;

/** Asks the relay of letters for a letter (ADR 0007); it goes from the real now on. */
export async function askForLetter(db: Db, letter: LetterRequest, by: By): Promise<void> {
  const [asked] = await db
    .insert(notice)
    .values({ id: letter.letterKey, dealId: letter.dealId, input: { ...letter }, createdAt: letter.now, nextAttemptAt: by.now })
    .onConflictDoNothing()
    .returning({ id: notice.id });
  if (asked) await recordChange(db, by, { what: 'invoice.letter_asked', subjectId: letter.subjectId, before: null, after: { letter: letter.kind } });
}

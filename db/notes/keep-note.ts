import { stableId } from '../ids.ts';
import { note } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type GivenNote = Readonly<{ commandId: string; dealId: string | null; text: string; authorType: string; authorId: string; createdAt: string }>;

/** Keeps free text outside the process and answers its id; the same command again finds its note (API.md, Invoices and reminders). */
export async function keepNote(db: Db, given: GivenNote): Promise<string> {
  const { commandId, ...row } = given;
  const id = stableId('note', commandId);
  await db
    .insert(note)
    .values({ id, ...row })
    .onConflictDoNothing();
  return id;
}

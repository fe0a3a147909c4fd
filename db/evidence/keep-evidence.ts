import { stableId } from '../ids.ts';
import { decisionEvidence } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type GivenEvidence = Omit<typeof decisionEvidence.$inferInsert, 'id' | 'commandId'> & Readonly<{ commandId: string }>;

/** Keeps how a decision came about and answers the id of the row; the same command again finds its row. */
export async function keepEvidence(db: Db, given: GivenEvidence): Promise<string> {
  const id = stableId('evi', given.commandId);
  await db
    .insert(decisionEvidence)
    .values({ id, ...given })
    .onConflictDoNothing();
  return id;
}

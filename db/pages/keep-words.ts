import { decisionEvidence, note } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Keeps what a person wrote, so that only its id travels on; the same id twice is one note. */
export async function keepNote(db: Db, written: typeof note.$inferInsert): Promise<void> {
  await db.insert(note).values(written).onConflictDoNothing();
}

/** Keeps how a decision came about; the same id twice is one row. */
export async function keepEvidence(db: Db, evidence: typeof decisionEvidence.$inferInsert): Promise<void> {
  await db.insert(decisionEvidence).values(evidence).onConflictDoNothing();
}

import { decisionEvidence } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Keeps how a decision by a link came about, what its reader was shown included; the same id twice is one row. */
export async function keepLinkEvidence(db: Db, evidence: typeof decisionEvidence.$inferInsert): Promise<void> {
  await db.insert(decisionEvidence).values(evidence).onConflictDoNothing();
}

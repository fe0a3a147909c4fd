/** A word that a role has said on a deal; `actsAt` is the instant from which it can no longer be taken back, null where it never could. */
export type SaidWord = Readonly<{ role: string; round: number; version: number; word: 'approved' | 'rejected' | 'changes_requested'; fieldsHash: string | null; actsAt: string | null }>;

/**
 * The approval that still holds for a step: the last word of its role on the deal, if it was "yes" to the same fields. A role that has
 * said anything else since, or nothing yet, is asked (Q2C.md 3, AP7). A word that could still be taken back at `now` is none yet.
 */
export function keptApproval<Word extends SaidWord>(step: Readonly<{ role: string; fieldsHash: string }>, said: readonly Word[], now: string): Word | null {
  const last = said
    .filter(word => word.role === step.role && (word.actsAt ?? '') <= now)
    .sort((a, b) => a.round - b.round || a.version - b.version)
    .at(-1);
  return last?.word === 'approved' && last.fieldsHash === step.fieldsHash ? last : null;
}

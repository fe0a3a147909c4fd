export type PlannedOnRecord = Readonly<{ rung: string; at: string; outcome: string }>;
export type FateOnRecord = Readonly<{ rung: string; state: string; heldUntil: string | null }>;

/** States of a rung that may still go: it waits out a hold, or its letter is being tried. */
const undecided = ['held', 'claimed'];

/**
 * The rungs that are still to go by the plan on record, soonest first. The plan says what was meant when it was made, the fates what has become of
 * each rung since: a held one goes when its hold is over, one that had its fate never again, and after a rung that stopped the letters (`done`) none.
 */
export function rungsToCome(plan: readonly PlannedOnRecord[], fates: readonly FateOnRecord[]): readonly Readonly<{ rung: string; at: string }>[] {
  if (fates.some(fate => fate.state === 'done')) return [];
  const fateOf = new Map(fates.map(fate => [fate.rung, fate]));
  const coming = plan.flatMap(({ rung, at, outcome }) => {
    const fate = fateOf.get(rung);
    const isOpen = outcome === 'will_send' && (fate === undefined || undecided.includes(fate.state));
    return isOpen ? [{ rung, at: (fate?.state === 'held' ? fate.heldUntil : null) ?? at }] : [];
  });
  return coming.sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** The rung that goes next by the plan on record, or null. */
export function nextToCome(plan: readonly PlannedOnRecord[], fates: readonly FateOnRecord[]): { rung: string; at: string } | null {
  return rungsToCome(plan, fates)[0] ?? null;
}

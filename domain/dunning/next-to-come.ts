type Planned = Readonly<{ rung: string; at: string; outcome: string }>;
type Fate = Readonly<{ rung: string; state: string; heldUntil: string | null }>;

/** States of a rung that may still go: it waits out a hold, or its letter is being tried. */
const undecided = ['held', 'claimed'];

/**
 * The rung that goes next by the plan on record. The plan says what was meant when it was made, the fates what has become of each rung since:
 * a held one goes when its hold is over, one that had its fate never again, and after a rung that stopped the letters (`done`) none.
 */
export function nextToCome(plan: readonly Planned[], fates: readonly Fate[]): { rung: string; at: string } | null {
  if (fates.some(fate => fate.state === 'done')) return null;
  const fateOf = new Map(fates.map(fate => [fate.rung, fate]));
  const coming = plan.flatMap(({ rung, at, outcome }) => {
    const fate = fateOf.get(rung);
    const isOpen = outcome === 'will_send' && (fate === undefined || undecided.includes(fate.state));
    return isOpen ? [{ rung, at: (fate?.state === 'held' ? fate.heldUntil : null) ?? at }] : [];
  });
  return coming.sort((a, b) => (a.at < b.at ? -1 : 1))[0] ?? null;
}

/**
 * By what right a step was decided: its role; as the cover of someone away, or from the role's pool; as the superior of someone late;
 * because it was handed over; or by a key of a system that answers for the people behind it.
 */
export type DecisionRight = 'role' | 'cover' | 'pool' | 'superior' | 'handed_over' | 'api_key';

/** How a step stands with its people. `personVia` is how its holder came to it. */
export type HeldStep = Readonly<{ personId: string | null; personVia: string | null; superiorId: string | null }>;

/** The right of a person who decides: the holder's own, else the superior's; null for a stranger, whom the process refuses. */
export function decisionRight(byId: string, { personId, personVia, superiorId }: HeldStep): DecisionRight | null {
  if (byId !== personId) return byId === superiorId ? 'superior' : null;
  return personVia === 'cover' || personVia === 'pool' || personVia === 'handed_over' ? personVia : 'role';
}

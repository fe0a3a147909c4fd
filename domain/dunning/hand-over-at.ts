import { type DunningLadder, rungCalled } from './ladder.ts';
import type { PlannedOnRecord } from './next-to-come.ts';

/** When an unpaid invoice leaves the machine by its plan: the instant of the rung that stops the letters and makes the matter a person's. Null where none is to come. */
export function handOverAt(plan: readonly PlannedOnRecord[], ladder: DunningLadder): string | null {
  const handsOver = (rung: string): boolean => rungCalled(ladder, rung)?.does.some(effect => effect === 'stop' || effect === 'manual_task') ?? false;
  return plan.find(({ rung, outcome }) => outcome === 'will_send' && handsOver(rung))?.at ?? null;
}

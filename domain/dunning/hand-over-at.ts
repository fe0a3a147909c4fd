import type { DunningLadder } from './ladder.ts';
import type { PlannedOnRecord } from './next-to-come.ts';

/** When an unpaid invoice leaves the machine by its plan: the instant of the rung that stops the letters and makes the matter a person's. Null where none is to come. */
export function handOverAt(plan: readonly PlannedOnRecord[], ladder: DunningLadder): string | null {
  const stopping = ladder.filter(({ does }) => does.includes('stop') || does.includes('manual_task')).map(({ rung }) => rung);
  return plan.find(({ rung, outcome }) => outcome === 'will_send' && stopping.includes(rung))?.at ?? null;
}

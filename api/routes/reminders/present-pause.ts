import type { z } from 'zod';
import type { PauseRow } from '../../../db/reminders/pause-ledger.ts';
import type { Pause } from '../../schemas/reminder.ts';

/** The silence of one scope that runs, or is the first to come: pauses that meet are one. */
export function presentPause(open: readonly PauseRow[], next_letter: z.output<typeof Pause>['next_letter']): z.output<typeof Pause> {
  const [first] = open;
  let until = first?.untilAt ?? null;
  for (const each of open) if (until !== null && each.fromAt <= until && each.untilAt > until) until = each.untilAt;
  return { object: 'reminder_pause', paused_from: first?.fromAt ?? null, paused_until: until, next_letter };
}

/** True where a request asks for a pause that is there already: the same span, told in the same words. */
export function isSamePause(pause: PauseRow, asked: { fromAt: string | null; untilAt: string; reason: string; now: string }): boolean {
  const runs = pause.fromAt <= asked.now;
  const begins = asked.fromAt === null || asked.fromAt <= asked.now ? runs : pause.fromAt === asked.fromAt;
  return begins && pause.untilAt === asked.untilAt && pause.reason === asked.reason;
}

import { isWorkingDay, type WorkCalendar, workingDayOnOrAfter } from '../calendar/work-calendar.ts';
import type { Tone } from './ladder.ts';
import { type FateOnRecord, type PlannedOnRecord, rungsToCome } from './next-to-come.ts';

/** The clocks of two machines, and timers set for one instant, differ by moments. */
const momentMs = 60_000;

/** May rungs by these two clocks stand in one letter? Those of a deal that was moved ahead by more than the minimum gap between two letters may not. */
export function clocksMeet(oneNow: string, otherNow: string, minGapHours: number): boolean {
  return Math.abs(Date.parse(oneNow) - Date.parse(otherNow)) <= Math.max(momentMs, minGapHours * 3_600_000);
}

/**
 * The rung of an invoice whose instant has come by its own deal's now, and which may therefore go in the letter of another invoice of the same
 * customer (Q2C.md 11). None where several are due: after downtime the ladder is planned anew first, and the policy on missed rungs decides.
 */
export function dueRung(plan: readonly PlannedOnRecord[], fates: readonly FateOnRecord[], now: string): string | null {
  const due = rungsToCome(plan, fates).filter(({ at }) => Date.parse(at) <= Date.parse(now) + momentMs);
  return due.length === 1 ? (due[0]?.rung ?? null) : null;
}

const mildestFirst: readonly Tone[] = ['soft', 'neutral', 'businesslike', 'official', 'escalation', 'manual'];

/** The tone of a letter about several invoices: that of the strictest among them. Throws `RangeError` for none. */
export function strictestTone(tones: readonly Tone[]): Tone {
  const strictest = mildestFirst.findLast(tone => tones.includes(tone));
  if (strictest === undefined) throw new RangeError('A letter has at least one tone.');
  return strictest;
}

/**
 * The tone in which a rung may speak on the day when it really goes. One that a pause or downtime has carried past the due date may not say
 * "due today": it speaks of the days that have passed. Where only days off lie between, the customer could not have paid, and it stays friendly.
 */
export function toneOnDay(tone: Tone, { dueOn, today, calendar }: Readonly<{ dueOn: string; today: string; calendar: WorkCalendar }>): Tone {
  if (today <= dueOn || (tone !== 'soft' && tone !== 'neutral')) return tone;
  return fellOnDayOff(dueOn, calendar) && today <= workingDayOnOrAfter(dueOn, calendar) ? 'neutral' : 'businesslike';
}

/** A due date that is no working day: banks were closed, and the day that follows is the first on which anybody could pay. */
export function fellOnDayOff(dueOn: string, calendar: WorkCalendar): boolean {
  return !isWorkingDay(dueOn, calendar);
}

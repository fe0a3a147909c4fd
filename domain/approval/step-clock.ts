import { addWorkingDays, type WorkCalendar } from '../calendar/work-calendar.ts';
import { addWorkingMinutes, endOfWorkingDay, workingMinutesBetween } from '../calendar/working-time.ts';
import { dateInZone } from '../calendar/zone.ts';

const minuteMs = 60_000;

export type StepClock = Readonly<{ remindAt: [string, string]; dueAt: string; stuckAt: string }>;

/** The instants of one approval step in working time: reminders at 50 and 80 %, escalation at 100 %, stuck at 200 % of its SLA (Q2C.md 3). */
export function planStepClock(step: Readonly<{ openedAt: string; slaMinutes: number; calendar: WorkCalendar }>): StepClock {
  const at = (percent: number): string => addWorkingMinutes(step.openedAt, (step.slaMinutes * percent) / 100, step.calendar);
  return { remindAt: [at(50), at(80)], dueAt: at(100), stuckAt: at(200) };
}

/** A clock as it was planned: `usedMs` of working time were used until `fromAt`, and since then it has run by `calendar`. */
export type RunningClock = Readonly<{ marks: StepClock; fromAt: string; usedMs: number; calendar: WorkCalendar }>;

/**
 * The clock of an open step anew, after its person or their working time has changed. What has been used stays used, counted by the
 * calendar it was used in; what is left of each mark runs by the new one from `now` on. A mark that is behind keeps its instant.
 */
export function resumeStepClock(before: RunningClock, next: Readonly<{ now: string; slaMinutes: number; calendar: WorkCalendar }>): Readonly<{ usedMs: number; marks: StepClock }> {
  const { now, slaMinutes, calendar } = next;
  const usedMs = before.usedMs + Math.round(workingMinutesBetween(before.fromAt, now, before.calendar) * minuteMs);
  const at = (percent: number, plannedAt: string): string => {
    const leftMs = (slaMinutes * minuteMs * percent) / 100 - usedMs;
    if (leftMs > 0) return addWorkingMinutes(now, leftMs / minuteMs, calendar);
    return plannedAt < now ? plannedAt : now;
  };
  const { remindAt, dueAt, stuckAt } = before.marks;
  return { usedMs, marks: { remindAt: [at(50, remindAt[0]), at(80, remindAt[1])], dueAt: at(100, dueAt), stuckAt: at(200, stuckAt) } };
}

/** When a round expires: at the end of the n-th working day after the day on which it was opened. */
export function planRoundExpiry(openedAt: string, workingDays: number, calendar: WorkCalendar): string {
  return endOfWorkingDay(addWorkingDays(dateInZone(openedAt, calendar.zone), workingDays, calendar), calendar);
}

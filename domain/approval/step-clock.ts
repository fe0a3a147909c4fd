import { addWorkingDays, type WorkCalendar } from '../calendar/work-calendar.ts';
import { addWorkingMinutes, endOfWorkingDay } from '../calendar/working-time.ts';
import { dateInZone } from '../calendar/zone.ts';

export type StepClock = Readonly<{ remindAt: [string, string]; dueAt: string; stuckAt: string }>;

/** The instants of one approval step in working time: reminders at 50 and 80 %, escalation at 100 %, stuck at 200 % of its SLA (Q2C.md 3). */
export function planStepClock(step: Readonly<{ openedAt: string; slaMinutes: number; calendar: WorkCalendar }>): StepClock {
  const at = (percent: number): string => addWorkingMinutes(step.openedAt, (step.slaMinutes * percent) / 100, step.calendar);
  return { remindAt: [at(50), at(80)], dueAt: at(100), stuckAt: at(200) };
}

/** When a round expires: at the end of the n-th working day after the day on which it was opened. */
export function planRoundExpiry(openedAt: string, workingDays: number, calendar: WorkCalendar): string {
  return endOfWorkingDay(addWorkingDays(dateInZone(openedAt, calendar.zone), workingDays, calendar), calendar);
}

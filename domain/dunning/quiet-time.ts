import { addDays, weekdayOf } from '../calendar/iso-date.ts';
import { isWorkingDay, type WorkCalendar } from '../calendar/work-calendar.ts';

/** Local times "HH:MM" between which no letter leaves, `until` not included; over midnight where `from` is the later. Equal ones: never quiet. */
export type QuietHours = Readonly<{ from: string; until: string }>;

/** Days on which no letter leaves: those nobody works on, weekdays (1 is Monday), and single dates. */
export type QuietDays = Readonly<{ nonWorking: boolean; weekdays: readonly number[]; on: readonly string[] }>;

/** Where days are quiet: by the customer’s calendar and the policy; weekends and holidays alone where the policy is silent. */
export type QuietRules = Readonly<{ calendar: WorkCalendar; quietDays?: QuietDays }>;

const restOnly: QuietDays = { nonWorking: true, weekdays: [], on: [] };
/** Longer than any lawful rest: beyond it every day is quiet. */
const longestQuietDays = 370;

export function isQuietHour(time: string, { from, until }: QuietHours): boolean {
  return from > until ? time >= from || time < until : time >= from && time < until;
}

/** The hour itself, or the end of the quiet hours it lies in. */
export function hourOutside(hour: string, quietHours: QuietHours): string {
  return isQuietHour(hour, quietHours) ? quietHours.until : hour;
}

/** May letters leave on that date at all. */
export function isSendingDay(onDate: string, { calendar, quietDays = restOnly }: QuietRules): boolean {
  if (quietDays.nonWorking && !isWorkingDay(onDate, calendar)) return false;
  return !quietDays.weekdays.includes(weekdayOf(onDate)) && !quietDays.on.includes(onDate);
}

/** The date itself where letters may leave, else the next such day. */
export function sendingDayOnOrAfter(onDate: string, rules: QuietRules): string {
  return seek(onDate, 1, rules);
}

/** The date itself where letters may leave, else the last such day before it. */
export function sendingDayOnOrBefore(onDate: string, rules: QuietRules): string {
  return seek(onDate, -1, rules);
}

/** Where every day is quiet none is: the end of a ladder must come, or a debt would be forgotten. */
function seek(fromOn: string, direction: 1 | -1, rules: QuietRules): string {
  for (let away = 0; away <= longestQuietDays; away += 1) {
    const onDate = away === 0 ? fromOn : addDays(fromOn, away * direction);
    if (isSendingDay(onDate, rules)) return onDate;
  }
  return fromOn;
}

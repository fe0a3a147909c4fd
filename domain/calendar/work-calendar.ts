import { addDays, weekdayOf } from './iso-date.ts';

/** Local times "HH:MM" of one day; `24:00` is its end. */
export type WorkingSpan = readonly [from: string, to: string];

/**
 * Days and hours of work. Weekdays are 1 (Monday) to 7; `workingTime` holds spans that do not overlap, in order, and `timeByWeekday`
 * those of each working weekday where they differ, as in a person's own week; `nonWorkingOn` are holidays and days off in their stead, `workingOverridesOn` days worked although the week says otherwise.
 */
export type WorkCalendar = Readonly<{
  zone: string;
  workingWeekdays: readonly number[];
  workingTime: readonly WorkingSpan[];
  timeByWeekday?: Readonly<Record<number, readonly WorkingSpan[]>>;
  nonWorkingOn: readonly string[];
  workingOverridesOn: readonly string[];
}>;

/** No lawful calendar has a longer rest; beyond it the calendar is broken, and a search must end. */
const longestRestDays = 370;

/** True where people work on that date. */
export function isWorkingDay(onDate: string, calendar: WorkCalendar): boolean {
  if (calendar.workingOverridesOn.includes(onDate)) return true;
  return calendar.workingWeekdays.includes(weekdayOf(onDate)) && !calendar.nonWorkingOn.includes(onDate);
}

/** The hours of a working day, in order. */
export function workingHoursOn(onDate: string, calendar: WorkCalendar): readonly WorkingSpan[] {
  return calendar.timeByWeekday?.[weekdayOf(onDate)] ?? calendar.workingTime;
}

/** The first working day after the date. */
export function nextWorkingDay(onDate: string, calendar: WorkCalendar): string {
  return seek(addDays(onDate, 1), 1, calendar);
}

/** The last working day before the date. */
export function previousWorkingDay(onDate: string, calendar: WorkCalendar): string {
  return seek(addDays(onDate, -1), -1, calendar);
}

/** The date itself where it is worked, else the next working day. */
export function workingDayOnOrAfter(onDate: string, calendar: WorkCalendar): string {
  return seek(onDate, 1, calendar);
}

/** The date itself where it is worked, else the working day before it. */
export function workingDayOnOrBefore(onDate: string, calendar: WorkCalendar): string {
  return seek(onDate, -1, calendar);
}

/** The n-th working day after the date, the date itself not counted; n = 0 answers the date, a negative n counts back. */
export function addWorkingDays(onDate: string, days: number, calendar: WorkCalendar): string {
  const step = days < 0 ? previousWorkingDay : nextWorkingDay;
  let result = onDate;
  for (let left = Math.abs(days); left > 0; left -= 1) result = step(result, calendar);
  return result;
}

function seek(fromOn: string, direction: 1 | -1, calendar: WorkCalendar): string {
  for (let away = 0; away <= longestRestDays; away += 1) {
    const onDate = addDays(fromOn, away * direction);
    if (isWorkingDay(onDate, calendar)) return onDate;
  }
  throw new RangeError(`The calendar has no working day within ${longestRestDays} days of ${fromOn}.`);
}

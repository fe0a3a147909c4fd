/**
 * One line of a week of one's own: on these weekdays, 1 (Monday) to 7, there is work from … to, local times "HH:MM". `to` may be
 * 24:00, the end of the day; a night over midnight is two lines.
 */
export type HoursLine = Readonly<{ weekdays: readonly number[]; from: string; to: string }>;
export type WorkingHours = readonly HoursLine[];

/** What is wrong with a week: in which line (by its place, null for the week as a whole), with which part of it, and the other line where two cross. */
export type HoursProblem = Readonly<{ line: number | null; part: 'weekdays' | 'from' | 'to'; code: HoursFault; otherLine?: number; detail: string }>;
export type HoursFault = 'no_hours' | 'no_weekdays' | 'weekday_twice' | 'time_unreadable' | 'ends_before' | 'overlaps';

/** More lines than any week has a use for: two spans on each of its days. */
export const mostHoursLines = 14;

const details: Readonly<Record<HoursFault, string>> = {
  no_hours: 'A week without any working hours would never end a step: name some, or leave them to the company’s.',
  no_weekdays: 'Name the weekdays, 1 for Monday to 7 for Sunday.',
  weekday_twice: 'A weekday stands twice in this line.',
  time_unreadable: 'A time of day is written as 09:00; the end of a day is 24:00.',
  ends_before: 'Work ends later than it begins; hours over midnight are two lines, until 24:00 and from 00:00.',
  overlaps: 'These hours cross those of another line on the same weekday.',
};

const startForm = /^([01]\d|2[0-3]):[0-5]\d$/;
const endForm = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** Everything that is wrong with the hours of a person, in the order of the lines; none where their week can run a clock. */
export function checkWorkingHours(hours: WorkingHours): HoursProblem[] {
  if (hours.length === 0) return [problem(null, 'weekdays', 'no_hours')];
  const wrong = hours.map((line, at) => faultsOf(line, at));
  const sound = hours.map((line, at) => ({ ...line, at })).filter(({ at }) => wrong[at]?.length === 0);
  const crossing = sound.flatMap((line, index) => {
    const other = sound.slice(0, index).find(earlier => earlier.weekdays.some(day => line.weekdays.includes(day)) && line.from < earlier.to && earlier.from < line.to);
    return other ? [{ ...problem(line.at, 'from', 'overlaps'), otherLine: other.at }] : [];
  });
  return [...wrong.flat(), ...crossing].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** The same text for the same hours, however they were put down; for the company's hours a text of its own. */
export function hoursKey(hours: WorkingHours | null): string {
  return JSON.stringify(hours?.map(({ weekdays, from, to }) => [[...weekdays].sort(), from, to]) ?? null);
}

function faultsOf({ weekdays, from, to }: HoursLine, at: number): HoursProblem[] {
  const days = weekdays.length === 0 ? 'no_weekdays' : new Set(weekdays).size < weekdays.length ? 'weekday_twice' : null;
  const unreadable = [...(startForm.test(from) ? [] : [problem(at, 'from', 'time_unreadable')]), ...(endForm.test(to) ? [] : [problem(at, 'to', 'time_unreadable')])];
  const backwards = unreadable.length === 0 && from >= to ? [problem(at, 'to', 'ends_before')] : [];
  return [...(days ? [problem(at, 'weekdays', days)] : []), ...unreadable, ...backwards];
}

function problem(line: number | null, part: HoursProblem['part'], code: HoursFault): HoursProblem {
  return { line, part, code, detail: details[code] };
}

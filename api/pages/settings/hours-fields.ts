import { checkWorkingHours, type HoursFault, type HoursProblem, mostHoursLines, type WorkingHours } from '../../../domain/calendar/working-hours.ts';
import type { SettingsProblem } from '../../../templates/pages/views/settings-view.ts';
import { words } from '../forms/form-fields.ts';

type Values = Readonly<Record<string, string>>;

const slots = Array.from({ length: mostHoursLines }, (_, at) => at);
const weekdays = [1, 2, 3, 4, 5, 6, 7];

/** The fields of a week of one's own: for each line a tick per weekday, from and to. */
export const hoursFieldNames: readonly string[] = slots.flatMap(at => [...weekdays.map(weekday => `hours_${at}_${weekday}`), `hours_from_${at}`, `hours_to_${at}`]);

/** Hours as the values of their form. */
export function valuesOfHours(hours: WorkingHours | null): Record<string, string> {
  const lines = (hours ?? []).flatMap((line, at) => [
    ...line.weekdays.map((weekday): [string, string] => [`hours_${at}_${weekday}`, 'on']),
    [`hours_from_${at}`, line.from] as const,
    [`hours_to_${at}`, line.to] as const,
  ]);
  return Object.fromEntries(lines);
}

/** How many lines a form offers: those it has and one more. */
export const hoursSlotsFor = (values: Values): number => Math.min(mostHoursLines, Math.max(2, (slots.findLast(at => isFilled(at, values)) ?? -1) + 2));

/** The hours that a form describes, null where all its lines are empty, and what is wrong beside which field. */
export function readHours(values: Values): Readonly<{ hours: WorkingHours | null; problems: readonly SettingsProblem[] }> {
  const filled = slots.filter(at => isFilled(at, values));
  if (filled.length === 0) return { hours: null, problems: [] };
  const hours = filled.map(at => ({
    weekdays: weekdays.filter(weekday => values[`hours_${at}_${weekday}`]),
    from: timeOf(values[`hours_from_${at}`]),
    to: timeOf(values[`hours_to_${at}`]),
  }));
  return { hours, problems: checkWorkingHours(hours).map(problem => besideField(problem, filled)) };
}

const codes: Readonly<Record<HoursFault, SettingsProblem['code']>> = {
  no_weekdays: 'hours_no_weekdays',
  time_unreadable: 'hours_no_time',
  ends_before: 'hours_ends_before',
  overlaps: 'hours_overlap',
  no_hours: 'form_stale',
  weekday_twice: 'form_stale',
};

/** The place of a line in the form is another than in the week, where lines between were left empty. */
function besideField({ line, part, code, otherLine }: HoursProblem, filled: readonly number[]): SettingsProblem {
  const slot = filled[line ?? 0] ?? 0;
  const other = otherLine === undefined ? {} : { line: (filled[otherLine] ?? 0) + 1 };
  return { field: part === 'weekdays' ? `hours_${slot}` : `hours_${part}_${slot}`, code: codes[code], ...other };
}

/** A time as people type it, "9", "9.30" or "09:30", in its one form; what is no time stays as it is. */
function timeOf(typed: string | undefined): string {
  const text = words(typed) ?? '';
  const [, hour, minute = '00'] = /^(\d{1,2})(?:[:.\-\u2013](\d{2}))?$/.exec(text) ?? [];
  return hour === undefined ? text : `${hour.padStart(2, '0')}:${minute}`;
}

function isFilled(at: number, values: Values): boolean {
  return [...weekdays.map(weekday => `hours_${at}_${weekday}`), `hours_from_${at}`, `hours_to_${at}`].some(name => words(values[name]) !== null);
}

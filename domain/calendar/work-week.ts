import { weekdayOf } from './iso-date.ts';
import type { WorkCalendar, WorkingSpan } from './work-calendar.ts';
import type { WorkingHours } from './working-hours.ts';

/** A calendar without its days off: the hours of a week, and the zone they are read in. */
export type WorkWeek = Pick<WorkCalendar, 'zone' | 'workingWeekdays' | 'workingTime' | 'timeByWeekday'>;

/** The week of a person: their own hours where they have some, else the company's, either way in their own zone. */
export function weekOf({ zone, hours }: Readonly<{ zone: string; hours: WorkingHours | null }>, { workingWeekdays, workingTime }: WorkWeek): WorkWeek {
  if (hours === null) return { zone, workingWeekdays, workingTime };
  const timeByWeekday = Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7].flatMap((weekday): [number, WorkingSpan[]][] => {
      const spans = hours.filter(line => line.weekdays.includes(weekday)).map(({ from, to }): WorkingSpan => [from, to]);
      return spans.length === 0 ? [] : [[weekday, spans.sort(([a], [b]) => (a < b ? -1 : 1))]];
    }),
  );
  return { zone, workingWeekdays: Object.keys(timeByWeekday).map(Number), workingTime: [], timeByWeekday };
}

/**
 * A week with the company's days off, which are everybody's. A day that the company works out of turn is worked by whoever keeps the
 * company's hours; a week of one's own has no hours for a weekday that it does not name.
 */
export function calendarOfWeek(week: WorkWeek, { nonWorkingOn, workingOverridesOn }: Pick<WorkCalendar, 'nonWorkingOn' | 'workingOverridesOn'>): WorkCalendar {
  const own = week.timeByWeekday;
  return { ...week, nonWorkingOn, workingOverridesOn: own ? workingOverridesOn.filter(onDate => weekdayOf(onDate) in own) : workingOverridesOn };
}

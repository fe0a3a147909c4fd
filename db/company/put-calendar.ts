import { and, eq, gte, inArray, lte } from 'drizzle-orm';
import { kazakhstanYear } from '../../domain/calendar/kazakhstan.ts';
import { recordChange, setUpActor } from '../changes/record-change.ts';
import { businessCalendar } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { CompanyFile } from './company-file.ts';

const country = 'KZ';
type CalendarRow = typeof businessCalendar.$inferSelect;

/** Holidays and transfers of last year and the three that follow it, with the days that the file sets otherwise. Answers how many days changed. */
export async function putCalendar(db: Db, file: CompanyFile, now: string): Promise<string[]> {
  const thisYear = Number(now.slice(0, 4)),
    years = [-1, 0, 1, 2].map(ahead => thisYear + ahead);
  const days = years.flatMap(year => kazakhstanYear(year).days).map((day): CalendarRow => ({ country, onDate: day.onDate, kind: 'off', name: day.name[file.company.language] }));
  const wanted = new Map([...days, ...file.calendarDays.map((day): CalendarRow => ({ country, ...day }))].map(day => [day.onDate, day]));
  const known = await db
    .select()
    .from(businessCalendar)
    .where(and(eq(businessCalendar.country, country), gte(businessCalendar.onDate, `${years[0]}-01-01`), lte(businessCalendar.onDate, `${years.at(-1)}-12-31`)));
  const gone = known.filter(day => !wanted.has(day.onDate)).map(day => day.onDate);
  const isKnown = (day: CalendarRow) => known.some(row => row.onDate === day.onDate && row.kind === day.kind && row.name === day.name);
  const changed = [...wanted.values()].filter(day => !isKnown(day));
  if (gone.length > 0) await db.delete(businessCalendar).where(and(eq(businessCalendar.country, country), inArray(businessCalendar.onDate, gone)));
  for (const day of changed)
    await db
      .insert(businessCalendar)
      .values(day)
      .onConflictDoUpdate({ target: [businessCalendar.country, businessCalendar.onDate], set: day });
  const replaced = known.filter(day => gone.includes(day.onDate) || changed.some(each => each.onDate === day.onDate));
  await recordChange(db, { actor: setUpActor, now }, { what: 'calendar.changed', subjectId: country, before: { days: replaced }, after: { days: changed } });
  const count = gone.length + changed.length;
  return count === 0 ? [] : [`calendar ${years[0]}–${years.at(-1)}: ${count} days`];
}

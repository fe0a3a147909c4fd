import { addDays, weekdayOf } from './iso-date.ts';
import { type FixedHoliday, fixedHolidays, type HolidayName, kurbanAit, kurbanAitOn } from './kazakh-holidays.ts';
import type { WorkCalendar } from './work-calendar.ts';

/** `kind` tells a holiday from a day off that stands in for a holiday on a weekend. */
export type NonWorkingDay = Readonly<{ onDate: string; kind: 'holiday' | 'transfer'; name: HolidayName }>;

/** `provisional`: reckoned by the rule, not yet compared with the official table, which a decree may change. */
export type CalendarYear = Readonly<{ year: number; provisional: boolean; days: readonly NonWorkingDay[] }>;

/** Years whose days were compared with the Ministry's table. */
const officialYears: readonly number[] = [2026];

/** The public holidays of Kazakhstan and the days off in their stead, five-day week, in order of date. Holidays on a weekend are listed too. */
export function kazakhstanYear(year: number): CalendarYear {
  const holidays = fixedHolidays.filter(holiday => (holiday.fromYear ?? year) <= year && year <= (holiday.toYear ?? year));
  const kurbanOn = kurbanAitOn[year] ?? reckonKurbanAit(year);
  const days: NonWorkingDay[] = holidays.map(holiday => ({ onDate: `${year}-${holiday.monthDay}`, kind: 'holiday', name: holiday.name }));
  if (kurbanOn !== null) days.push({ onDate: kurbanOn, kind: 'holiday', name: kurbanAit });
  for (const holiday of holidays.filter(each => each.moves)) addTransfer(days, holiday, year);
  return { year, provisional: !officialYears.includes(year), days: days.toSorted((a, b) => (a.onDate < b.onDate ? -1 : 1)) };
}

/** The work calendar of a Kazakh company: Monday to Friday 09:00–13:00 and 14:00–18:00, holidays of the years from … to, both included. */
export function kazakhstanCalendar(years: Readonly<{ fromYear: number; toYear: number }>, zone = 'Asia/Almaty'): WorkCalendar {
  const all = Array.from({ length: years.toYear - years.fromYear + 1 }, (_, index) => kazakhstanYear(years.fromYear + index));
  return {
    zone,
    workingWeekdays: [1, 2, 3, 4, 5],
    workingTime: [
      ['09:00', '13:00'],
      ['14:00', '18:00'],
    ],
    nonWorkingOn: all.flatMap(year => year.days.map(day => day.onDate)),
    workingOverridesOn: [],
  };
}

/** A holiday on a weekend makes the next day off that is neither a weekend nor taken already. */
function addTransfer(days: NonWorkingDay[], holiday: FixedHoliday, year: number): void {
  const onDate = `${year}-${holiday.monthDay}`;
  if (weekdayOf(onDate) <= 5) return;
  let instead = addDays(onDate, 1);
  while (weekdayOf(instead) > 5 || days.some(day => day.onDate === instead)) instead = addDays(instead, 1);
  days.push({ onDate: instead, kind: 'transfer', name: holiday.name });
}

/** The tenth day of the twelfth month of the Umm al-Qura calendar within a year, or null in a year without one. */
function reckonKurbanAit(year: number): string | null {
  const islamic = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', { day: 'numeric', month: 'numeric', timeZone: 'UTC' });
  for (let onDate = `${year}-01-01`; onDate.startsWith(`${year}-`); onDate = addDays(onDate, 1)) {
    const parts = islamic.formatToParts(Date.parse(`${onDate}T12:00:00Z`));
    const valueOf = (type: string): string | undefined => parts.find(part => part.type === type)?.value;
    if (valueOf('month') === '12' && valueOf('day') === '10') return onDate;
  }
  return null;
}

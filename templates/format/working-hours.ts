import type { HoursLine, WorkingHours } from '../../domain/calendar/working-hours.ts';
import type { Language } from '../language/language.ts';

/** A week in one line: "пн–чт 10:00–14:00; пт 10:00–12:00". Spans of the same days follow one another: "пн–пт 09:00–13:00, 14:00–18:00". */
export function formatWorkingHours(hours: WorkingHours, language: Language): string {
  const days = hours.map(line => daysInWords(line, language));
  return hours.map(({ from, to }, at) => (at > 0 && days[at] === days[at - 1] ? `, ${from}–${to}` : `${at > 0 ? '; ' : ''}${days[at]}\u00A0${from}–${to}`)).join('');
}

/** A weekday by its short name; 1 is Monday. */
export function weekdayShort(weekday: number, language: Language): string {
  // 1 January 2024 was a Monday.
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, weekday));
}

/** Three days or more in a row are told by their ends. */
function daysInWords({ weekdays }: HoursLine, language: Language): string {
  const runs: number[][] = [];
  for (const weekday of [...weekdays].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last.at(-1) === weekday - 1) last.push(weekday);
    else runs.push([weekday]);
  }
  const name = (weekday: number): string => weekdayShort(weekday, language);
  return runs.map(run => (run.length > 2 ? `${name(run[0] ?? 1)}–${name(run.at(-1) ?? 1)}` : run.map(name).join(', '))).join(', ');
}

import type { Language } from '../language/language.ts';
import { dayInWords } from './dates.ts';
import { kazakhTimeDative } from './kazakh-endings.ts';

/**
 * How an instant stands in its sentence:
 * `short` вт, 1 декабря, 10:00 · `on` во вторник, 1 декабря, 10:00 · `until` (до) вторника, 1 декабря, 10:00 · `day` 1 декабря · `full` 1 декабря 2026 г., 10:00 · `weekday` вт 10:00 · `weekday_until` the same after «до» · `clock_until` (до) 10:00, of the same day
 */
export type InstantForm = 'short' | 'on' | 'until' | 'day' | 'full' | 'weekday' | 'weekday_until' | 'clock_until';

const russianOn = ['в воскресенье', 'в понедельник', 'во вторник', 'в среду', 'в четверг', 'в пятницу', 'в субботу'] as const;
const russianUntil = ['воскресенья', 'понедельника', 'вторника', 'среды', 'четверга', 'пятницы', 'субботы'] as const;
const kazakhOn = ['жексенбіде', 'дүйсенбіде', 'сейсенбіде', 'сәрсенбіде', 'бейсенбіде', 'жұмада', 'сенбіде'] as const;

/** An instant (UTC, ISO) in the reader's zone and in words. The form fits it into its sentence; Kazakh endings are added. */
export function formatInstant(at: string, language: Language, options: Readonly<{ zone: string; form?: InstantForm | undefined }>): string {
  const { zone, form = 'short' } = options;
  const moment = new Date(at);
  const time = formatTime(at, zone);
  const day = dayInWords(moment, zone, { language });
  if (form === 'day') return day;
  if (form === 'full') return `${dayInWords(moment, zone, { language, year: true })}, ${time}`;
  const ending = language === 'kk' && (form === 'until' || form === 'weekday_until' || form === 'clock_until') ? kazakhTimeDative(time) : time;
  if (form === 'clock_until') return ending;
  if (form === 'weekday' || form === 'weekday_until') return `${weekdayName(moment, language, { zone, length: 'short' })}\u00A0${ending}`;
  if (form === 'short') return `${weekdayName(moment, language, { zone, length: 'short' })}, ${day}, ${time}`;
  return `${weekdayInSentence(moment, language, { zone, form })}, ${day}, ${ending}`;
}

/** The time of day in a zone, "10:00". */
export function formatTime(at: string, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(new Date(at));
}

function weekdayName(at: Date, language: Language, options: Readonly<{ zone: string; length: 'short' | 'long' }>): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { weekday: options.length, timeZone: options.zone }).format(at);
}

function weekdayInSentence(at: Date, language: Language, options: Readonly<{ zone: string; form: 'on' | 'until' }>): string {
  const index = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(weekdayName(at, 'en', { zone: options.zone, length: 'short' }));
  const plain = weekdayName(at, language, { zone: options.zone, length: 'long' });
  if (language === 'ru') return (options.form === 'on' ? russianOn : russianUntil)[index] ?? plain;
  if (language === 'kk') return options.form === 'on' ? (kazakhOn[index] ?? plain) : plain;
  return options.form === 'on' ? `on ${plain}` : plain;
}

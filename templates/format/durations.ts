import type { Language } from '../language/language.ts';
import { t } from '../language/t.ts';

/** Minutes as hours and minutes: 200 → "3 ч 20 мин", "3 сағ 20 мин", "3 h 20 min". Less than a minute is nought. */
export function formatMinutes(minutes: number, language: Language): string {
  const whole = Math.max(0, Math.floor(minutes));
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  const parts = [hours > 0 ? t(language, 'words.hours', { hours }) : '', rest > 0 || hours === 0 ? t(language, 'words.minutes', { minutes: rest }) : ''];
  return parts.filter(part => part !== '').join('\u00A0');
}

/** The same named as time of the working calendar: "3 ч 20 мин рабочего времени". */
export function formatWorkingTime(minutes: number, language: Language): string {
  return t(language, 'words.working_time', { time: formatMinutes(minutes, language) });
}

import type { Language } from '../language/language.ts';
import { type KazakhCase, kazakhMonth } from './kazakh-endings.ts';

/** How a date stands in its sentence. Only Kazakh changes the word for it; Russian always uses the genitive («13 ноября»). */
export type DateForm = Readonly<{ year?: boolean; case?: KazakhCase | undefined }>;

/** A business day in words: "13 ноября", "2026 жылғы 13 қараша", "13 November 2026". The date has no zone. */
export function formatDate(on: string, language: Language, form: DateForm = {}): string {
  return dayInWords(new Date(`${on}T00:00:00Z`), 'UTC', { language, ...form });
}

/** A business day in figures, as payment orders write it: "30.10.2026". */
export function formatDateNumeric(on: string): string {
  const [year, month, day] = on.split('-');
  return `${day}.${month}.${year}`;
}

/** The day of an instant in a zone, in words. */
export function dayInWords(at: Date, zone: string, form: DateForm & Readonly<{ language: Language }>): string {
  const { language } = form;
  const parts = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: zone }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find(one => one.type === type)?.value ?? '';
  const month = language === 'kk' && form.case ? kazakhMonth(part('month'), form.case) : part('month');
  const day = `${part('day')}\u00A0${month}`;
  if (!form.year) return day;
  if (language === 'kk') return `${part('year')}\u00A0жылғы ${day}`;
  return language === 'ru' ? `${day} ${part('year')}\u00A0г.` : `${day} ${part('year')}`;
}

import { formatDate } from '../format/dates.ts';
import type { Language } from '../language/language.ts';
import { t } from '../language/t.ts';
import type { DueTerm } from './views.ts';

/** A payment term in words: "отсрочка 14 календарных дней", "до 5 декабря 2026 г.". */
export function dueWords(due: DueTerm, language: Language): string {
  if (due.type === 'on_date') return t(language, 'documents.terms.on_date', { date: formatDate(due.on, language, { year: true, case: 'dative' }) });
  return t(language, `documents.terms.${due.type}`, { count: due.days });
}

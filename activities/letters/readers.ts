import { isLanguage } from '../../templates/language/language.ts';
import type { Reader } from '../../templates/render/reader.ts';
import type { UserRow } from '../facts/deal-facts.ts';

/** The language and clock in which a colleague reads. */
export function staffReader(person: Pick<UserRow, 'language' | 'timeZone'>): Reader {
  return { language: isLanguage(person.language) ? person.language : 'ru', zone: person.timeZone };
}

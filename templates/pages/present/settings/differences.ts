import { formatWorkingHours } from '../../../format/working-hours.ts';
import type { SettingDifference, SettingValue } from '../../views/settings-view.ts';
import type { Tell } from '../tell.ts';
import { ruleInWords } from './rules.ts';
import { reasonInWords, rolesInWords, rowInWords, set, whenInWords } from './words.ts';

type Words = Readonly<{ currency: string; tell: Tell }>;

/** What a change touches, was and is, in words; what was added or removed says so. */
export function presentSettingDifferences(list: readonly SettingDifference[], words: Words) {
  return list.map(({ what, before, after }) => ({
    what: set(words.tell, `what.${what}`),
    before: before === null ? set(words.tell, 'none_before') : valueInWords(before, words),
    after: after === null ? set(words.tell, 'none_after') : valueInWords(after, words),
  }));
}

/** One side of a difference in words. */
export function valueInWords(value: SettingValue, words: Words): string {
  const { currency, tell } = words;
  if ('tests' in value) return whenInWords(value.tests, currency, tell);
  if ('roles' in value) return rolesInWords(value.roles, tell);
  if ('reason' in value) return reasonInWords(value.reason, value.first, words);
  if ('following' in value) return value.following === null ? set(tell, 'place_first') : set(tell, 'place_after', { when: rowInWords(value.following, currency, tell) });
  if ('hours' in value) return value.hours === null ? set(tell, 'hours_company') : formatWorkingHours(value.hours, tell.reader.language);
  if ('rule' in value) return ruleInWords(value.rule, value.is, words);
  if ('yes' in value) return set(tell, value.yes ? 'yes' : 'no');
  if ('cover' in value) return set(tell, 'cover_value', { name: value.cover.name, by: value.cover.byName, from: tell.day(value.cover.fromOn), to: tell.day(value.cover.toOn) });
  return value.name ?? set(tell, 'superior_nobody');
}

import type { ConflictPart, SettingConflict } from '../../views/settings-view.ts';
import type { Tell } from '../tell.ts';
import { valueInWords } from './differences.ts';
import { rowInWords, set } from './words.ts';

type Words = Readonly<{ currency: string; tell: Tell }>;

/** What was when the form was made, what is now and what the form asks for, beside each other in words; and who of the two changed what. */
export function presentConflict(conflict: SettingConflict | null, words: Words) {
  if (conflict === null) return null;
  const { tell, currency } = words;
  return {
    by: conflict.by === null ? null : set(tell, 'conflict_by', { name: conflict.by.name, at: tell.at(conflict.by.at) }),
    parts: conflict.parts.map(part => presentPart(part, words)),
    others: conflict.others.map(({ kind, row }) => set(tell, `other_row.${kind}`, { row: rowInWords(row, currency, tell) })),
  };
}

function presentPart(part: ConflictPart, words: Words) {
  const began = part.began === null ? set(words.tell, 'none_before') : valueInWords(part.began, words);
  const now = part.now === null ? set(words.tell, part.began === null ? 'none_before' : 'none_after') : valueInWords(part.now, words);
  const yours = part.yours === null ? set(words.tell, 'none_after') : valueInWords(part.yours, words);
  return { what: set(words.tell, `what.${part.what}`), began, now, yours, said: set(words.tell, `changed.${part.stays ? 'stays' : whoChanged(began, now, yours)}`) };
}

function whoChanged(began: string, now: string, yours: string): 'mine' | 'theirs' | 'same' | 'both' {
  if (began === now) return 'mine';
  if (began === yours) return 'theirs';
  return now === yours ? 'same' : 'both';
}

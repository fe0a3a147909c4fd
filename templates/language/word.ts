import type { Language } from './language.ts';
import { type Params, t } from './t.ts';

/** A word of words.json by its group and code: `words.stage.paid`. A rung is called by its days, whatever the policy it is of. */
export function wordOf(language: Language, { group, code }: Readonly<{ group: string; code: string }>, params: Params = {}): string {
  return group === 'rung' ? rungWord(language, code) : t(language, `words.${group}.${code}`, params);
}

/** «За 3 дня», «Срок сегодня», «7 дней», from the name of a rung: -3, 0, +7, or +14_end where the ladder ends. */
function rungWord(language: Language, rung: string): string {
  const days = Number.parseInt(rung, 10);
  if (Number.isNaN(days)) throw new Error(`A rung is called by its days, and not ${rung}`);
  if (days === 0) return t(language, 'words.rung.due');
  return t(language, days < 0 ? 'words.rung.before' : 'words.rung.after', { count: Math.abs(days) });
}

import type { z } from 'zod';
import type { DealHead } from '../../../db/read/deal-record.ts';
import type { Language } from '../../../db/schema/index.ts';
import { hasText, t } from '../../../templates/language/t.ts';
import { wordOf } from '../../../templates/language/word.ts';
import type { WhyWaiting } from '../../schemas/deal.ts';

type Row = DealHead['deal'];
export type WaitingFacts = Readonly<{ language: Language; now: string; role: string | null; names: ReadonlyMap<string, string> }>;

const dayMs = 86_400_000;

/** What an open deal waits for, who holds it, since when, and what comes next by itself (INV-7); null once nothing does. */
export function presentWaiting(row: Row, facts: WaitingFacts): z.output<typeof WhyWaiting> | null {
  if (row.closedAt !== null) return null;
  const since = row.waitingSince ?? row.createdAt;
  // A deal whose process has not spoken yet is being prepared.
  const code = row.waitingFor ?? 'preparation';
  return {
    code,
    text: textOf(code, facts),
    holder: holderOf(row, facts),
    since,
    days: Math.max(0, Math.round(((Date.parse(facts.now) - Date.parse(since)) / dayMs) * 10) / 10),
    next_at: row.nextAt,
    next: row.nextCode === null ? null : nextText(row.nextCode, facts.language),
  };
}

function textOf(code: string, { language, role }: WaitingFacts): string {
  const key = `words.waiting.${code}`;
  return hasText(language, key) ? t(language, key, role === null ? { role_genitive: '' } : { role_genitive: t(language, `words.role_genitive.${role}`) }).trim() : code;
}

function holderOf({ holderType, holderId }: Row, { names, language }: WaitingFacts): z.output<typeof WhyWaiting>['holder'] {
  const type = holderType ?? 'system',
    id = holderId ?? 'engine';
  const word = `words.role.${id}`;
  return { type, id, name: names.get(id) ?? (hasText(language, word) ? t(language, word) : t(language, `pages.holder.${type === 'user' ? 'system' : type}`)) };
}

/** The process's names of what comes, and the words for them. */
const nextKeys: Readonly<Record<string, string>> = {
  stuck: 'stuck_mark',
  round_expiry: 'round_expires',
  quote_expiry: 'quote_expires',
  undo_window: 'undo_window_ends',
  promise_over: 'promise_due',
  pause_over: 'pause_ends',
  dispute_over: 'pause_ends',
};

function nextText(code: string, language: Language): string {
  const [kind = '', rung = ''] = code.split(':');
  if (kind === 'skip') return code;
  if (kind === 'end') return t(language, 'pages.next.letters_stop');
  if (kind === 'rung') return t(language, 'pages.next.letter', { rung: wordOf(language, { group: 'rung', code: rung }).toLowerCase() });
  const key = `pages.next.${nextKeys[code] ?? code}`;
  return hasText(language, key) ? t(language, key) : code;
}

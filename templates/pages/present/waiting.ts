import type { DealWaiting } from '../views/deal-view.ts';
import type { HolderView, NextView } from '../views/waiting-view.ts';
import type { Tell } from './tell.ts';

/** Who has the ball, in a word or by name. */
export function presentHolder(holder: HolderView, tell: Tell): string {
  if (holder.type === 'user' && holder.name) return holder.name;
  return tell.say(`holder.${holder.type === 'user' ? 'system' : holder.type}`);
}

/** What comes next and when: "письмо «14 дней»" and "вт, 1 декабря, 10:00". */
export function presentNext(next: NextView, tell: Tell): Readonly<{ what: string; at: string | null }> {
  const what = tell.say(`next.${next.code}`, next.rung ? { rung: tell.word('rung', next.rung).toLowerCase() } : {});
  return { what, at: next.at === null ? null : tell.at(next.at) };
}

/** The sentence of what a deal waits for, with everything it may need; the template prints it with its bold part. */
export function presentWaiting(waiting: DealWaiting, owner: string, tell: Tell) {
  const { code, role, sum } = waiting;
  const key = code === 'approval_open' && role !== null ? `waiting.approval_open_${role}` : `waiting.${code}`;
  const next = waiting.next === null ? null : presentNext(waiting.next, tell);
  return {
    key: `pages.${key}`,
    sum: sum === null ? '' : tell.money(sum),
    who: presentHolder(waiting.holder, tell),
    since: tell.day(waiting.sinceAt, 'ablative'),
    sinceOn: tell.day(waiting.sinceAt, 'locative'),
    overdue: waiting.overdueDays > 0 ? tell.count('days_overdue', waiting.overdueDays) : null,
    coverFor: waiting.holder.coverFor ?? null,
    owner,
    next: next === null ? null : tell.say(next.at === null ? 'next.line_undated' : 'next.line', { what: next.what, at: waiting.next?.at ? tell.at(waiting.next.at, 'on') : '' }),
    paused: waiting.pausedUntilAt === null ? null : tell.say('paused_until', { day: tell.day(waiting.pausedUntilAt, 'dative') }),
  };
}

import { formatMinutes } from '../../format/durations.ts';
import { formatPercent } from '../../format/numbers.ts';
import type { CameBy, KeyFigure, TaskPageView, Voice } from '../views/task-view.ts';
import { stepMeaning } from './outcome.ts';
import type { Tell } from './tell.ts';

/** The question as a heading: what is unusual and for whom. */
export function taskQuestion(view: Pick<TaskPageView, 'asks' | 'deal' | 'gross'>, tell: Tell): string {
  const { discountPercent, dueDays, specialTerms, customContract } = view.asks;
  const parts = [
    discountPercent === null ? null : tell.say('task.asks_discount', { percent: formatPercent(discountPercent, tell.reader.language) }),
    dueDays === null ? null : tell.say('task.asks_due', { days: tell.count('days', dueDays) }),
    customContract ? tell.say('task.asks_contract') : null,
    specialTerms ? tell.say('task.asks_terms') : null,
  ].filter(part => part !== null);
  const list = new Intl.ListFormat(tell.reader.language, { type: 'conjunction' }).format(parts);
  return parts.length === 0
    ? tell.say('task.question_plain', { customer: view.deal.customerName, sum: tell.money(view.gross) })
    : tell.say('task.question', { customer: view.deal.customerName, what: list });
}

/** Until when, and how much working time is left, with the share of the SLA that is used. */
export function taskClock(view: Pick<TaskPageView, 'dueAt' | 'workingMinutesLeft' | 'usedPercent'>, tell: Tell) {
  const { workingMinutesLeft: left } = view;
  return {
    until: tell.at(view.dueAt, 'until'),
    dueAt: view.dueAt,
    left: left > 0 ? tell.say('task.left', { time: formatMinutes(left, tell.reader.language) }) : null,
    over: left > 0 ? null : tell.say('task.over'),
    used: String(Math.min(100, Math.max(0, Math.round(view.usedPercent)))),
  };
}

export function presentFigure(figure: KeyFigure, tell: Tell) {
  const { language } = tell.reader;
  const name = tell.say(`figure.${figure.what === 'due_text' ? 'due' : figure.what}`);
  if (figure.what === 'gross') return { name, value: tell.money(figure.sum), note: figure.before === null ? null : tell.say('figure.before', { value: tell.money(figure.before) }) };
  if (figure.what === 'due')
    return { name, value: tell.count('days', figure.days), note: figure.usualDays === null ? null : tell.say('figure.usual', { value: tell.count('days', figure.usualDays) }) };
  if (figure.what === 'due_text') return { name, value: figure.text, note: null };
  const usual = figure.usualPercent === null ? null : formatPercent(figure.usualPercent, language);
  return { name, value: formatPercent(figure.percent, language), note: usual === null ? null : tell.say(figure.what === 'margin' ? 'figure.target' : 'figure.usual_up_to', { value: usual }) };
}

export function presentVoice(voice: Voice, tell: Tell) {
  const { status } = voice;
  return {
    name: voice.isReader ? tell.say('task.you') : (voice.name ?? tell.word('role', voice.role)),
    about: [voice.name === null && !voice.isReader ? null : tell.word('role', voice.role), voice.coverFor ? tell.say('cover_for', { name: voice.coverFor }) : null].filter(Boolean).join(', ') || null,
    when: voice.at === null ? null : status === 'submitted' ? tell.say('task.submitted_at', { at: tell.at(voice.at) }) : tell.at(voice.at),
    state: status === 'submitted' || status === 'waiting' ? null : voice.isReader && status === 'open' ? tell.say('task.deciding_now') : tell.word('task_status', status),
    meaning: status === 'submitted' ? null : stepMeaning[status],
    waiting: status === 'waiting' ? tell.say('task.later') : null,
    kept: voice.keptFromVersion === null ? null : tell.say('task.kept', { version: String(voice.keptFromVersion) }),
    earlier: voice.earlierVersion === null ? null : tell.say('task.earlier', { version: String(voice.earlierVersion) }),
    comment: voice.comment,
  };
}

/** Why this person and no other: by the role, by covers named one after another, by somebody's hand, as the superior; and since when. */
export function presentCame({ came, movedAt, role }: Pick<TaskPageView, 'came' | 'movedAt' | 'role'>, tell: Tell): string {
  return [...cameSentences(came, tell.word('role', role), tell), movedAt === null ? null : tell.say('task.moved', { at: tell.at(movedAt, 'on') })].filter(Boolean).join(' ');
}

function cameSentences(came: CameBy, role: string, tell: Tell): string[] {
  switch (came.via) {
    case 'role':
      return [tell.say('task.came_role', { role })];
    case 'cover':
      return came.covers.map(({ name, byName, untilOn }) => {
        const day = tell.day(untilOn, 'dative');
        return byName === null ? tell.say('task.cover', { name, day }) : tell.say('task.cover_of', { who: byName, name, day });
      });
    case 'pool':
      return [tell.say('task.came_pool', { name: came.name, role })];
    case 'handed_over':
      return [tell.say('task.came_handed_over', { name: came.name }), ...(came.comment === null ? [] : [`«${came.comment}»`])];
    case 'superior':
      return [tell.say('task.came_superior', { name: came.name, at: tell.at(came.at) })];
  }
}

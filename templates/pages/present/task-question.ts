import { maskAddress } from '../../format/addresses.ts';
import { formatMinutes } from '../../format/durations.ts';
import { formatPercent } from '../../format/numbers.ts';
import type { FormProblem } from '../views/frame-view.ts';
import type { KeyFigure, TaskPageView, Voice } from '../views/task-view.ts';
import { presentProblems } from './frame.ts';
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
export function taskClock(view: TaskPageView, tell: Tell) {
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
    comment: voice.comment,
  };
}

/** The decision form: nothing is chosen unless the reader chose it in a form that came back. */
export function presentDecisionForm(view: TaskPageView, tell: Tell) {
  const problems = presentProblems(view.form, tell);
  const chosen = problems.value('decision');
  const owner = view.deal.ownerName;
  const next = view.nextPersonName ?? (view.nextRole === null ? null : tell.word('role', view.nextRole));
  const about = {
    approve: next === null ? tell.say('choice.approve_last') : tell.say('choice.approve_next', { name: next }),
    reject: tell.say('choice.reject_about', { name: owner }),
    request_changes: tell.say('choice.request_changes_about', { name: owner, version: String(view.version + 1) }),
    hand_over: tell.say('choice.hand_over_about'),
  };
  const decisions = (['approve', 'reject', 'request_changes', 'hand_over'] as const).filter(decision => decision !== 'hand_over' || view.handOverTo.length > 0);
  return {
    nonce: view.nonce,
    version: String(view.version),
    choices: decisions.map((decision, index) => ({ decision, label: tell.say(`choice.${decision}`), about: about[decision], chosen: chosen === decision, first: index === 0 })),
    people: view.handOverTo.map(person => ({
      id: person.id,
      name: [person.name, person.role ? tell.word('role', person.role) : null].filter(Boolean).join(', '),
      chosen: problems.value('to_user_id') === person.id,
    })),
    comment: problems.value('comment'),
    errors: { decision: problems.of('decision'), comment: problems.of('comment'), person: problems.of('to_user_id'), code: problems.of('code') },
    codeAhead: codeAhead(view, tell),
    code: presentCode(view, tell),
    problems: problems.list.map(({ field, text }) => ({ text, target: `#${fieldTarget(field)}` })),
    undo: view.undoSeconds > 0 ? tell.say('task.undo', { count: view.undoSeconds }) : null,
  };
}

/** What is said beforehand of the code that a decision will take; null once it is asked for, or where none is. */
function codeAhead({ stepUp }: TaskPageView, tell: Tell): string | null {
  if (stepUp === null || stepUp.code !== null) return null;
  return stepUp.above === null ? tell.say('task.code_ahead_foreign') : tell.say('task.code_ahead', { sum: tell.money(stepUp.above) });
}

/** The field for the code; it never shows a code again that was typed before. */
function presentCode({ stepUp, form }: TaskPageView, tell: Tell) {
  const code = stepUp?.code ?? null;
  if (code === null) return null;
  const { address, untilAt, anew } = code;
  return {
    status: form === null || form.problems.length === 0 ? tell.say(anew ? 'task.code_anew' : 'task.code_wanted') : null,
    hint: untilAt === null ? tell.say('task.code_dead_hint') : tell.say('task.code_hint', { address: maskAddress(address), at: tell.at(untilAt, 'clock_until') }),
    living: untilAt !== null,
  };
}

function fieldTarget(field: FormProblem['field']): string {
  return { decision: 'decision-approve', comment: 'comment', to_user_id: 'to_user_id', code: 'code' }[field ?? ''] ?? 'decide';
}

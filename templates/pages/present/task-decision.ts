import { maskAddress } from '../../format/addresses.ts';
import type { FormProblem } from '../views/frame-view.ts';
import type { TaskPageView } from '../views/task-view.ts';
import { presentProblems } from './frame.ts';
import type { Tell } from './tell.ts';

type Route = Pick<TaskPageView, 'nextPersonName' | 'nextRole' | 'afterLast'>;

/** What an approval leads to: whoever is asked next, or what the deal meets after the last. */
export function afterApproving({ nextPersonName, nextRole, afterLast }: Route, tell: Tell): string {
  if (nextRole === null) return tell.say(`choice.approve_last_${afterLast}`);
  return tell.say('choice.approve_next', { name: [nextPersonName, tell.word('role', nextRole)].filter(Boolean).join(', ') });
}

/** What happens if the reader says nothing: reminders, the superior, the end of the round; never an approval. */
export function presentSilence(view: TaskPageView, tell: Tell): string {
  const { superiorName: name, escalated } = view;
  const reminders = view.reminders.map(at => tell.at(at));
  const told = [
    reminders.length > 0 ? tell.say('task.silence_reminders', { times: new Intl.ListFormat(tell.reader.language, { type: 'conjunction' }).format(reminders) }) : null,
    name === null ? null : escalated ? tell.say('task.silence_escalated', { name }) : tell.say('task.silence_superior', { name, at: tell.at(view.dueAt, 'until') }),
    tell.say('task.silence_expires', { at: tell.at(view.expiresAt, 'on'), name: view.deal.ownerName }),
    tell.say('task.silence_never'),
  ];
  return told.filter(Boolean).join(' ');
}

/** The decision form: nothing is chosen unless the reader chose it in a form that came back. */
export function presentDecisionForm(view: TaskPageView, tell: Tell) {
  const problems = presentProblems(view.form, tell);
  const chosen = problems.value('decision');
  const owner = view.deal.ownerName;
  const keeps = view.keepsApprovals;
  const about = {
    approve: afterApproving(view, tell),
    reject: tell.say(keeps ? 'choice.reject_about_keeps' : 'choice.reject_about', { name: owner }),
    request_changes: tell.say(keeps ? 'choice.request_changes_about' : 'choice.request_changes_about_anew', { name: owner, version: String(view.version + 1) }),
    hand_over: tell.say('choice.hand_over_about'),
  };
  const decisions = (['approve', 'reject', 'request_changes', 'hand_over'] as const).filter(decision => decision !== 'hand_over' || view.handOverTo.length > 0);
  return {
    nonce: view.nonce,
    version: String(view.version),
    choices: decisions.map((decision, index) => ({ decision, label: tell.say(`choice.${decision}`), about: about[decision], chosen: chosen === decision, first: index === 0 })),
    people: view.handOverTo.map(person => ({
      id: person.id,
      name: [person.name, person.role ? tell.word('role', person.role) : null, person.awayUntilOn ? tell.say('task.away', { day: tell.day(person.awayUntilOn, 'dative') }) : null]
        .filter(Boolean)
        .join(', '),
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

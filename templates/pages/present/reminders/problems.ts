import { forWhomInWords } from '../../../reminders/for-whom.ts';
import type { ReminderForm, ReminderProblem } from '../../views/reminder-settings-view.ts';
import type { Tell } from '../tell.ts';
import { rem } from './rules.ts';

/** The problems of a form in words: for the summary on top, and beside each field by its name. */
export function presentReminderForm(form: ReminderForm, tell: Tell) {
  const list = form.problems.map(problem => ({ field: problem.field, text: problemInWords(problem, tell) }));
  return {
    problems: list.map(({ field, text }) => ({ text, target: `#${field ?? 'main'}` })),
    error: (field: string): string | null => list.find(one => one.field === field)?.text ?? null,
    value: (field: string): string => form.values[field] ?? '',
    ticked: (field: string): boolean => (form.values[field] ?? '') !== '',
  };
}

function problemInWords({ code, rung, otherRung, otherPolicy, most }: ReminderProblem, tell: Tell): string {
  const text = rem(tell, `problem.${code}`, {
    ...(otherRung === undefined ? {} : { other: tell.word('rung', otherRung) }),
    ...(otherPolicy === undefined ? {} : { other: forWhomInWords(otherPolicy.policyId, otherPolicy.appliesTo, tell.reader.language) }),
    ...(most === undefined ? {} : { most }),
  });
  return rung === undefined ? text : rem(tell, 'problem.of_rung', { rung: tell.word('rung', rung), text });
}

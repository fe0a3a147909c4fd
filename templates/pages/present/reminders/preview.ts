import type { ComparedRung } from '../../../../domain/dunning/compare-plans.ts';
import { isChanged } from '../../../../domain/dunning/compare-plans.ts';
import type { LadderRung } from '../../../../domain/dunning/ladder.ts';
import { doesInWords, whenInWords } from '../../../reminders/ladder-words.ts';
import type { ChangedInvoice, ExampleRung, ReminderPreviewView, TakenOnBy, TakingOn } from '../../views/reminder-settings-view.ts';
import type { Tell } from '../tell.ts';
import { rem, rulesInWords } from './rules.ts';

/** A rung in a table: the day, what happens, and when that is for the example invoice. */
export function presentRung(step: LadderRung, example: readonly ExampleRung[], tell: Tell) {
  const { language } = tell.reader;
  const shown = example.find(each => each.rung === step.rung);
  return {
    when: whenInWords(step, language),
    hour: rem(tell, 'hour', { hour: step.hour }),
    does: doesInWords(step, language).join(', '),
    example: shown === undefined ? '' : tell.day(shown.at),
    note: shown === undefined || shown.goes ? null : rem(tell, 'skipped'),
  };
}

/** Both ladders side by side, in the order of their days; what stays the same is said once. */
export function presentLadders({ before, after, examples }: ReminderPreviewView, tell: Tell) {
  const line = (step: LadderRung | undefined, example: readonly ExampleRung[]): string | null => {
    if (!step) return null;
    const { when, hour, does, example: day } = presentRung(step, example, tell);
    return `${when}, ${hour}: ${does} (${day})`;
  };
  const steps = [...new Map([...(before?.rungs ?? []), ...after.rungs].map(step => [step.rung, step])).values()].sort((a, b) => a.offsetDays - b.offsetDays);
  return steps.map(({ rung }) => {
    const was = line(
      before?.rungs.find(step => step.rung === rung),
      examples.before,
    );
    const is = line(
      after.rungs.find(step => step.rung === rung),
      examples.after,
    );
    return { name: tell.word('rung', rung), was: was ?? rem(tell, 'not_there'), is: is ?? rem(tell, 'not_there'), changed: was !== is };
  });
}

/** The rules that a change touches, was and will be. */
export function presentRuleChanges({ policyId, before, after }: ReminderPreviewView, tell: Tell) {
  const was = before === null ? [] : rulesInWords(policyId, before, tell);
  return rulesInWords(policyId, after, tell)
    .map(rule => ({ name: rule.name, was: was.find(each => each.name === rule.name)?.text ?? rem(tell, 'not_there'), is: rule.text }))
    .filter(rule => rule.was !== rule.is);
}

export const scopeName = (scope: TakenOnBy): string => (typeof scope === 'string' ? scope : scope.segment);

/** Who takes the version on, each choice with what it would do. */
export function presentTakingOn({ scope, invoices, difference }: TakingOn, chosen: string, tell: Tell) {
  const { lettersMoved: moved, lettersToday: today, lettersVanishing: vanish, lettersAppearing: appear, endsMoved: ends } = difference;
  const label = typeof scope === 'string' ? rem(tell, `take.${scope}`) : rem(tell, 'take.segment', { who: rem(tell, `segment.${scope.segment}`) });
  const about =
    scope === 'new_deals'
      ? rem(tell, 'take.new_deals_about')
      : moved + today + vanish + appear + ends === 0
        ? rem(tell, 'counted_none', { invoices })
        : rem(tell, 'counted', { invoices, moved, today, vanish, appear, ends });
  return { value: scopeName(scope), label, about, chosen: chosen === scopeName(scope) };
}

export function presentChanged({ customerName, dealTitle, number, rungs }: ChangedInvoice, tell: Tell) {
  return { customerName, title: [number, dealTitle].filter(Boolean).join(', '), moves: rungs.filter(isChanged).map(rung => moveInWords(rung, tell)) };
}

function moveInWords({ rung, change, firesToday, was, now }: ComparedRung, tell: Tell): string {
  const at = (planned: ComparedRung['was'], today = false): string => (planned === null ? '' : today ? rem(tell, 'move.today') : tell.at(planned.at));
  return change === 'same' ? '' : rem(tell, `move.${change}`, { rung: tell.word('rung', rung), was: at(was), now: at(now, firesToday) });
}

import { type PayerType, payerTypes } from '../../../domain/dunning/policy.ts';
import { payerReasonInWords, payerTypeInWords, termsInWords } from '../../payers/payer-words.ts';
import type { DealPageView } from '../views/deal-view.ts';
import { presentProblems } from './frame.ts';
import type { Tell } from './tell.ts';

/** How the customer pays: what is decided, what the history speaks for, and the forms by which a person decides. Nothing is chosen ahead. */
export function presentDealPayer({ payer, may, form }: DealPageView, tell: Tell) {
  const { language } = tell.reader;
  const { type, decided, proposed } = payer;
  const mayDecide = may.includes('decide_payer_type');
  const sent = form?.verb === 'decide_payer_type' ? form : null;
  const problems = presentProblems(sent, tell);
  const hasHistory = !proposed.reasons.some(reason => reason.code === 'no_history');
  const isNew = hasHistory && proposed.type !== type;
  const name = (one: PayerType | null): string => payerTypeInWords(one, language);
  return {
    type: type === null && decided === null ? tell.say('payer.undecided') : upperFirst(name(type)),
    decided: decided === null ? null : tell.say('payer.decided', { who: decided.by, day: tell.day(decided.at, 'locative'), reason: decided.reason }),
    habit: habitOf(payer.figures, tell),
    figures: figuresOf(payer.figures, tell),
    proposal: !hasHistory ? null : isNew ? tell.say('payer.proposal', { type: name(proposed.type) }) : tell.say('payer.proposal_same'),
    reasons: proposed.reasons.map(reason => payerReasonInWords(reason, language)).join(' '),
    terms: proposed.terms === null ? null : termsInWords(proposed.terms, language),
    take: mayDecide && isNew ? { value: proposed.type ?? 'none', label: tell.say('payer.take', { type: name(proposed.type) }) } : null,
    otherwise: mayDecide
      ? {
          title: tell.say(isNew ? 'payer.otherwise' : 'payer.change'),
          open: sent !== null,
          types: [...payerTypes, null].filter(one => one !== type).map(one => ({ value: one ?? 'none', name: name(one), chosen: sent?.values['payer_type'] === (one ?? 'none') })),
          payer_type: { error: problems.of('payer_type') },
          reason: { value: problems.value('reason'), error: problems.of('reason') },
        }
      : null,
  };
}

/** By how many days the customer usually pays early or late, and over how many invoices that is. */
function habitOf({ medianDaysLate, paid, months }: DealPageView['payer']['figures'], tell: Tell) {
  if (medianDaysLate === null) return null;
  const days = { count: Math.abs(medianDaysLate) };
  const usual = medianDaysLate === 0 ? tell.say('payer.on_time') : tell.say(medianDaysLate > 0 ? 'payer.late' : 'payer.early', days);
  return { usual, over: tell.say('payer.over', { count: paid, months }) };
}

/** What stands against the customer, only as far as there is any. */
function figuresOf({ unpaidOverdue, brokenPromises, writtenOff }: DealPageView['payer']['figures'], tell: Tell): string[] {
  const counted = { unpaid_overdue: unpaidOverdue, broken_promises: brokenPromises, written_off: writtenOff };
  return Object.entries(counted).flatMap(([what, count]) => (count > 0 ? [tell.say(`payer.${what}`, { count })] : []));
}

const upperFirst = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

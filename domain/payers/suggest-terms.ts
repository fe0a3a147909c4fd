import type { PayerJudgement } from './payer-type.ts';

/** A change of terms for the next deals of a customer (SG3); a person decides. */
export type TermsSuggestion = 'shorter_credit' | 'prepay_with_discount' | 'prepay' | 'stop_credit';

/** From this many days late, as a habit, a shorter credit changes little and money up front is worth a discount. */
const discountFromDays = 14;

/** The terms that a judgement speaks for, or null where those of today serve. */
export function suggestTerms({ type, reasons }: PayerJudgement): TermsSuggestion | null {
  switch (type) {
    case null:
    case 'accidental':
      return null;
    case 'chronic':
      return reasons.some(reason => reason.code === 'often_late' && reason.medianDaysLate >= discountFromDays) ? 'prepay_with_discount' : 'shorter_credit';
    case 'problem':
      return reasons.some(reason => reason.code === 'written_off') ? 'stop_credit' : 'prepay';
  }
}

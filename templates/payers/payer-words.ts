import type { PayerType } from '../../domain/dunning/policy.ts';
import type { PayerReason } from '../../domain/payers/payer-type.ts';
import type { TermsSuggestion } from '../../domain/payers/suggest-terms.ts';
import type { Language } from '../language/language.ts';
import { t } from '../language/t.ts';

/** Why a payer type is proposed, in one sentence with its figures. */
export function payerReasonInWords(reason: PayerReason, language: Language): string {
  const days = (count: number): string => t(language, 'words.days', { count });
  switch (reason.code) {
    case 'no_history':
      return t(language, 'payers.reason.no_history');
    case 'never_late':
      return t(language, 'payers.reason.never_late', { count: reason.invoices });
    case 'seldom_late':
      return t(language, 'payers.reason.seldom_late', { late: reason.late, invoices: reason.invoices });
    case 'often_late':
      return t(language, 'payers.reason.often_late', { late: reason.late, invoices: reason.invoices, days: days(reason.medianDaysLate) });
    case 'promises_broken':
      return t(language, 'payers.reason.promises_broken', { broken: reason.broken });
    case 'silent':
      return t(language, 'payers.reason.silent', { days: days(reason.daysOverdue) });
    case 'written_off':
      return t(language, 'payers.reason.written_off', { count: reason.invoices });
  }
}

/** What is proposed for the next deals of a payer. */
export const termsInWords = (terms: TermsSuggestion, language: Language): string => t(language, `payers.terms.${terms}`);

/** How one customer pays; null is the ordinary payer, of whom nothing is to be said. */
export const payerTypeInWords = (type: PayerType | null, language: Language): string => t(language, `payers.type.${type ?? 'none'}`);

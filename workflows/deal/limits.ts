import type { ChaseLimits } from '../../domain/dunning/chase-limits.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { invoiceOf } from './invoicing.ts';
import { type Billing, isSettled, remainingMinor } from './state.ts';

export const dayMs = 86_400_000;

/** The defaults of Q2C.md 11, for deals whose plans did not carry the policy's; longer ones would let money be forgotten. */
const defaultLimits: ChaseLimits = { pauseMaxDays: 180, promiseMaxDays: 60, customerPromiseMaxDays: 14, customerPromiseMaxTimes: Number.MAX_SAFE_INTEGER, graceDays: 1 };

/** What the policy allowed when the ladder of the invoice, or of any of the deal's, was planned last. */
export function limitsOf(phase: Billing, invoiceId: string | null): ChaseLimits {
  const invoices = Object.values(phase.invoices).filter(invoice => invoiceId === null || invoice.invoiceId === invoiceId);
  return invoices.find(invoice => invoice.limits)?.limits ?? defaultLimits;
}

/** Throws `not_in_future` or `too_far_ahead` where an instant lies outside the days that are allowed from `now`. */
export function refuseOutside({ untilAt, now, maxDays, pointer }: { untilAt: string; now: string; maxDays: number; pointer: string }): void {
  const ahead = Date.parse(untilAt) - Date.parse(now);
  if (!(ahead > 0)) throw new RuleViolation('not_in_future', `The date must lie after ${now}, the deal’s present time.`, { pointer });
  if (ahead > maxDays * dayMs) throw new RuleViolation('too_far_ahead', `The date may lie at most ${maxDays} days ahead.`, { pointer, max_days: maxDays });
}

export function refuseUnlessOpen(phase: Billing, invoiceId: string): void {
  if (isSettled(invoiceOf(phase, invoiceId))) throw new RuleViolation('invoice_not_open', 'Nothing is owed on this invoice any more; there is nothing to remind of.');
}

/** A part of a debt is above zero and at most what is owed; null stands for all of it. */
export function refuseAmount(phase: Billing, invoiceId: string, amountMinor: number | null): void {
  const owed = remainingMinor(invoiceOf(phase, invoiceId));
  if (amountMinor === null || (Number.isSafeInteger(amountMinor) && amountMinor > 0 && amountMinor <= owed)) return;
  throw new RuleViolation('amount_out_of_range', 'The sum must be above zero and at most what is still owed.', { pointer: '#/amount' });
}

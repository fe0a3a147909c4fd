import { daysBetween } from '../calendar/iso-date.ts';
import type { PayerType } from '../dunning/policy.ts';
import type { PayerHistory, PayerInvoice } from './payer-history.ts';

/** Why the type is proposed: a code for the words and the figures behind it; days are calendar days. */
export type PayerReason =
  | Readonly<{ code: 'no_history' }>
  | Readonly<{ code: 'never_late'; invoices: number }>
  | Readonly<{ code: 'seldom_late'; late: number; invoices: number }>
  | Readonly<{ code: 'often_late'; late: number; invoices: number; medianDaysLate: number }>
  | Readonly<{ code: 'promises_broken'; broken: number }>
  | Readonly<{ code: 'silent'; invoiceId: string; daysOverdue: number }>
  | Readonly<{ code: 'written_off'; invoices: number }>;

/** The payer type (SG1): late by accident, as a habit, or without a word. Somebody who is never late has none. */
export type PayerJudgement = Readonly<{ type: PayerType | null; reasons: readonly PayerReason[] }>;

/** A transfer may spend a weekend on its way: whoever pays within these days is not late. */
const lateAfterDays = 3;
/** Where the ladder has ended without an answer, the customer is silent. */
const silentAfterDays = 21;
const chronicLate = 3;
const brokenPromises = 2;

/**
 * The payer type that a history speaks for, with every reason that holds, the strongest first. It is a proposal: a person decides (SG3).
 */
export function judgePayer(history: PayerHistory): PayerJudgement {
  const due = history.invoices.filter(invoice => invoice.dueOn < invoice.seenOn || invoice.paidOn !== null);
  if (due.length === 0 && history.brokenPromises === 0) return { type: null, reasons: [{ code: 'no_history' }] };
  const problems = problemReasons(history);
  const late = due.map(daysLate).filter(days => days > lateAfterDays);
  const habit = habitReason(late, due.length);
  if (problems.length > 0) return { type: 'problem', reasons: late.length > 0 ? [...problems, habit] : problems };
  if (habit.code === 'often_late') return { type: 'chronic', reasons: [habit] };
  return { type: habit.code === 'seldom_late' ? 'accidental' : null, reasons: [habit] };
}

/** Days from the due date to the payment, or to the day of reading where none came; negative where it was early. */
export function daysLate({ dueOn, paidOn, seenOn }: Pick<PayerInvoice, 'dueOn' | 'paidOn' | 'seenOn'>): number {
  return daysBetween(dueOn, paidOn ?? seenOn);
}

/** The middle one of some counts of days, the lower of two middle ones; null for none. */
export function medianDays(days: readonly number[]): number | null {
  return [...days].sort((one, two) => one - two)[Math.floor((days.length - 1) / 2)] ?? null;
}

function problemReasons(history: PayerHistory): PayerReason[] {
  const writtenOff = history.invoices.filter(invoice => invoice.writtenOff).length;
  const silent = history.invoices
    .filter(invoice => invoice.paidOn === null && !invoice.writtenOff && !invoice.answered)
    .map(invoice => ({ code: 'silent' as const, invoiceId: invoice.invoiceId, daysOverdue: daysLate(invoice) }))
    .filter(({ daysOverdue }) => daysOverdue >= silentAfterDays)
    .sort((one, two) => two.daysOverdue - one.daysOverdue);
  return [
    ...(writtenOff > 0 ? [{ code: 'written_off' as const, invoices: writtenOff }] : []),
    ...silent.slice(0, 1),
    ...(history.brokenPromises >= brokenPromises ? [{ code: 'promises_broken' as const, broken: history.brokenPromises }] : []),
  ];
}

function habitReason(late: readonly number[], invoices: number): Extract<PayerReason, { code: 'never_late' | 'seldom_late' | 'often_late' }> {
  const medianDaysLate = medianDays(late);
  if (medianDaysLate === null) return { code: 'never_late', invoices };
  const isHabit = late.length >= chronicLate && late.length * 2 >= invoices;
  return isHabit ? { code: 'often_late', late: late.length, invoices, medianDaysLate } : { code: 'seldom_late', late: late.length, invoices };
}

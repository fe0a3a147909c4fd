import type { CompanyPolicy } from '../policy/company-policy.ts';
import { claimMaxTimes } from './payment-claim.ts';
import type { ReminderPolicy } from './policy.ts';

/** How far ahead reminders may be silenced, in days, and how often a customer may promise for one invoice (Q2C.md 11). */
export type ChaseLimits = Readonly<{
  pauseMaxDays: number;
  promiseMaxDays: number;
  customerPromiseMaxDays: number;
  customerPromiseMaxTimes: number;
  graceDays: number;
  /** How often a customer may say of one invoice that it has paid; absent in plans from before that was asked. */
  claimMaxTimes?: number;
}>;

/** The limits in force: how long a pause may last is the company's to say, what may be promised the reminder policy's. */
export function chaseLimits({ pauseMaxDays }: Pick<CompanyPolicy, 'pauseMaxDays'>, { promise, graceDays }: Pick<ReminderPolicy, 'promise' | 'graceDays'>): ChaseLimits {
  return { pauseMaxDays, promiseMaxDays: promise.staffMaxDays, customerPromiseMaxDays: promise.customerMaxDays, customerPromiseMaxTimes: promise.customerMaxTimes, graceDays, claimMaxTimes };
}

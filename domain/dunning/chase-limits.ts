import type { CompanyPolicy } from '../policy/company-policy.ts';
import type { ReminderPolicy } from './policy.ts';

/** How far ahead reminders may be silenced, in days, and how often a customer may promise for one invoice (Q2C.md 11). */
export type ChaseLimits = Readonly<{ pauseMaxDays: number; promiseMaxDays: number; customerPromiseMaxDays: number; customerPromiseMaxTimes: number; graceDays: number }>;

/** The limits in force: how long a pause may last is the company's to say, what may be promised the reminder policy's. */
export function chaseLimits({ pauseMaxDays }: Pick<CompanyPolicy, 'pauseMaxDays'>, { promise, graceDays }: Pick<ReminderPolicy, 'promise' | 'graceDays'>): ChaseLimits {
  return { pauseMaxDays, promiseMaxDays: promise.staffMaxDays, customerPromiseMaxDays: promise.customerMaxDays, customerPromiseMaxTimes: promise.customerMaxTimes, graceDays };
}

import type { CompanyPolicy } from '../policy/company-policy.ts';
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
  /** How many working days letters rest after that; absent in plans from before it was asked. */
  claimRestWorkingDays?: number;
}>;

/** The limits in force: how long a pause may last is the company's to say, what a customer may promise or say the reminder policy's. */
export function chaseLimits({ pauseMaxDays }: Pick<CompanyPolicy, 'pauseMaxDays'>, { promise, graceDays, paymentClaim }: Pick<ReminderPolicy, 'promise' | 'graceDays' | 'paymentClaim'>): ChaseLimits {
  const promises = { promiseMaxDays: promise.staffMaxDays, customerPromiseMaxDays: promise.customerMaxDays, customerPromiseMaxTimes: promise.customerMaxTimes, graceDays };
  return { pauseMaxDays, ...promises, claimMaxTimes: paymentClaim.maxTimes, claimRestWorkingDays: paymentClaim.restWorkingDays };
}

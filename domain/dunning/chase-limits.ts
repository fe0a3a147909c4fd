import type { CompanyPolicy } from '../policy/company-policy.ts';

/** How far ahead reminders may be silenced, in days, and how often a customer may promise for one invoice (Q2C.md 11). */
export type ChaseLimits = Readonly<{ pauseMaxDays: number; promiseMaxDays: number; customerPromiseMaxDays: number; customerPromiseMaxTimes: number; graceDays: number }>;

/** The limits in force: the one place that reads them from policy. */
export function chaseLimits({ pauseMaxDays, promise }: CompanyPolicy): ChaseLimits {
  return { pauseMaxDays, promiseMaxDays: promise.staffMaxDays, customerPromiseMaxDays: promise.customerMaxDays, customerPromiseMaxTimes: promise.customerMaxTimes, graceDays: promise.graceDays };
}

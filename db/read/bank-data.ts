import { type BankFeed, isBankDataFresh } from '../../domain/dunning/bank-freshness.ts';
import type { ReminderPolicy } from '../../domain/dunning/policy.ts';
import type { CompanyPolicy } from '../../domain/policy/company-policy.ts';
import type { Db } from '../unit-of-work.ts';
import type { AccountRow } from './bank-accounts.ts';
import { readCalendar } from './company-rules.ts';

/** `none`: the account has no feed, so no bank data stands behind its letters. `completeUntil`: up to when statements are complete, where they are known. */
export type BankData = Readonly<{ freshness: 'fresh' | 'stale' | 'none'; completeUntil: string | null }>;

/** What is known of an account's money, by the rule that lets letters leave (Q2C.md 6). */
export async function readBankData(
  db: Db,
  account: AccountRow,
  by: { policy: CompanyPolicy; reminders: Pick<ReminderPolicy, 'freshnessWorkingDays'>; dealNow: string; realNow: string },
): Promise<BankData> {
  if (!account.hasFeed) return { freshness: 'none', completeUntil: null };
  const { policy, reminders, ...clocks } = by;
  const feed: BankFeed = { kind: 'statements', watermarkAt: account.watermarkAt, withinWorkingDays: reminders.freshnessWorkingDays };
  return { freshness: isBankDataFresh(feed, clocks, await readCalendar(db, policy)) ? 'fresh' : 'stale', completeUntil: account.watermarkAt };
}

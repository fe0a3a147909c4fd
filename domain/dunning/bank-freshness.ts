import { addWorkingDays, type WorkCalendar } from '../calendar/work-calendar.ts';
import { dateInZone, localInstant, timeInZone } from '../calendar/zone.ts';

/** What stands behind the ledger: no feed at all, or statements complete up to `watermarkAt` (null: none yet). */
export type BankFeed = Readonly<{ kind: 'none' }> | Readonly<{ kind: 'statements'; watermarkAt: string | null; withinWorkingDays: number }>;

/**
 * True where the statements reach to within so many working days before the earlier of the deal's now and the real now, so that a
 * deal moved ahead is not held for data that nobody could have (Q2C.md 6). An account without a feed is always fresh enough.
 */
export function isBankDataFresh(feed: BankFeed, clocks: Readonly<{ dealNow: string; realNow: string }>, calendar: WorkCalendar): boolean {
  if (feed.kind === 'none') return true;
  if (feed.watermarkAt === null) return false;
  const earlier = Date.parse(clocks.dealNow) < Date.parse(clocks.realNow) ? clocks.dealNow : clocks.realNow;
  const backOn = addWorkingDays(dateInZone(earlier, calendar.zone), -feed.withinWorkingDays, calendar);
  return Date.parse(feed.watermarkAt) >= Date.parse(localInstant(backOn, timeInZone(earlier, calendar.zone), calendar.zone));
}

import { addWorkingDays, type WorkCalendar } from '../calendar/work-calendar.ts';
import { dateInZone, timeInZone } from '../calendar/zone.ts';
import { type BankFeed, isBankDataFresh } from './bank-freshness.ts';
import type { Effect } from './ladder.ts';
import { firstFreeSlotFrom, type PauseInterval, pauseCovering, type SilenceKind } from './pauses.ts';
import { isQuietHour, isSendingDay } from './quiet-time.ts';
import { nextSlotAfter, type SendingTimes } from './slots.ts';

export type LetterFacts = SendingTimes &
  Readonly<{
    does: readonly Effect[];
    /** A rung before the due date is a courtesy, and the customer may have asked for none (RFC 8058). */
    beforeDue: boolean;
    courtesyStopped: boolean;
    remainderMinor: number;
    bank: BankFeed;
    /** The company's calendar, by which the freshness of bank data is counted. */
    companyCalendar: WorkCalendar;
    pauses: readonly PauseInterval[];
    hasLivingAddress: boolean;
    quietFrom: string;
    quietUntil: string;
    minGapHours: number;
    /** When the last letter went to this customer, whichever invoice it was for. */
    lastLetterAt: string | null;
    /** Since when this rung has waited for bank data, null where it has not, and after how many working days such a hold is finance's task. */
    heldSinceAt: string | null;
    holdWorkingDays: number;
    /** When the deal asked for the letter; the work may have waited for whoever does it. */
    askedAt: string;
    dealNow: string;
    realNow: string;
  }>;

export type HoldReason = 'stale_bank_data' | SilenceKind | 'no_address' | 'quiet_hours' | 'late' | 'min_gap';

/** A held rung is looked at again at `retryAt`; `financeTask`: the hold has lasted so long that finance decides, send or not. */
export type LetterVerdict =
  | Readonly<{ go: true }>
  | Readonly<{ go: false; outcome: 'skipped'; reason: 'paid' | 'unsubscribed' }>
  | Readonly<{ go: false; outcome: 'held'; reason: HoldReason; retryAt: string; financeTask: boolean }>;

/** A letter that nobody took up for half a day speaks of another day, and the next may be due: the ladder is looked at anew. */
const lateAfterMs = 12 * 3_600_000;

/**
 * May a rung fire at the deal's now? The checks of the critical section of Q2C.md 6 in their order: open remainder, a courtesy that the customer does not want, fresh bank data,
 * pause or promise or dispute, living address, quiet hours, a wait too long, and gap. A rung that sends no letter needs only the remainder and no pause.
 */
export function letterAllowed(facts: LetterFacts): LetterVerdict {
  if (facts.remainderMinor <= 0) return { go: false, outcome: 'skipped', reason: 'paid' };
  if (facts.beforeDue && facts.courtesyStopped) return { go: false, outcome: 'skipped', reason: 'unsubscribed' };
  const sendsLetter = facts.does.includes('letter');
  if (sendsLetter && !isBankDataFresh(facts.bank, facts, facts.companyCalendar)) return { ...held('stale_bank_data', nextSlotAfter(facts.dealNow, facts)), financeTask: isFinanceTask(facts) };
  const pause = pauseCovering(facts.dealNow, facts.pauses);
  if (pause) return held(pause.kind ?? 'pause', firstFreeSlotFrom(pause.untilAt, facts.pauses, facts));
  if (!sendsLetter) return { go: true };
  if (!facts.hasLivingAddress) return held('no_address', nextSlotAfter(facts.dealNow, facts));
  if (isQuiet(facts)) return held('quiet_hours', nextSlotAfter(facts.dealNow, facts));
  if (Date.parse(facts.dealNow) - Date.parse(facts.askedAt) > lateAfterMs) return held('late', nextSlotAfter(facts.dealNow, facts));
  const gapEndsAt = endOfGap(facts);
  if (gapEndsAt !== null) return held('min_gap', firstFreeSlotFrom(gapEndsAt, facts.pauses, facts));
  return { go: true };
}

function held(reason: HoldReason, retryAt: string): Extract<LetterVerdict, { outcome: 'held' }> {
  return { go: false, outcome: 'held', reason, retryAt, financeTask: false };
}

function isFinanceTask(facts: LetterFacts): boolean {
  if (facts.heldSinceAt === null) return false;
  const { zone } = facts.companyCalendar;
  return dateInZone(facts.dealNow, zone) >= addWorkingDays(dateInZone(facts.heldSinceAt, zone), facts.holdWorkingDays, facts.companyCalendar);
}

function isQuiet(facts: LetterFacts): boolean {
  if (!isSendingDay(dateInZone(facts.dealNow, facts.zone), facts)) return true;
  return isQuietHour(timeInZone(facts.dealNow, facts.zone), { from: facts.quietFrom, until: facts.quietUntil });
}

function endOfGap(facts: LetterFacts): string | null {
  if (facts.lastLetterAt === null) return null;
  const endsMs = Date.parse(facts.lastLetterAt) + facts.minGapHours * 3_600_000;
  return endsMs > Date.parse(facts.dealNow) ? new Date(endsMs).toISOString() : null;
}

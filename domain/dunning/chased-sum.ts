import type { PauseInterval } from './pauses.ts';

/** A pause, a promise or a dispute as the ledger keeps it. */
export type LedgerInterval = Readonly<{
  id: string;
  kind: 'pause' | 'promise' | 'dispute';
  fromAt: string;
  untilAt: string;
  /** When it ended early; null where it runs to its end. */
  endedAt: string | null;
  isKept: boolean;
  /** The part that it takes out of the chase; null: everything that is owed. A pause takes everything. */
  amountMinor: number | null;
  /** What had been paid when a promise was made: only money that came since keeps it. Null where that is not known. */
  paidBeforeMinor: number | null;
  /** Promises made together, for one sum in parts. */
  scheduleId: string | null;
  /** The pause that followed the customer's word that it has paid. */
  isClaimRest?: boolean;
}>;

/** What an invoice was owed, and what had been paid on it, from an instant on. Of several the first holds from the beginning. */
export type LedgerStep = Readonly<{ fromAt: string; remainderMinor: number; paidMinor: number }>;

/** The remainder in three parts: what letters ask for, what is disputed, and what is promised for a day to come. */
export type ChasedSum = Readonly<{ chasedMinor: number; disputedMinor: number; promisedMinor: number }>;

/**
 * What letters may ask for at an instant (Q2C.md 6): the remainder without its disputed part and without what is promised. Sums are
 * minor units of the invoice's currency, never below zero. Pauses take nothing away: they keep letters back whole.
 */
export function chasedSum(at: string, intervals: readonly LedgerInterval[], { remainderMinor, paidMinor }: Pick<LedgerStep, 'remainderMinor' | 'paidMinor'>): ChasedSum {
  const owed = Math.max(0, remainderMinor);
  const disputes = intervals.filter(each => each.kind === 'dispute' && runs(each, at));
  const disputedMinor = Math.min(owed, total(disputes.map(each => each.amountMinor ?? owed)));
  const schedules = [...Map.groupBy(promisesOf(intervals), each => each.scheduleId ?? each.id).values()];
  const promisedMinor = Math.min(owed - disputedMinor, total(schedules.map(promises => promisedBy(promises, at, { owed, paidMinor }))));
  return { chasedMinor: owed - disputedMinor - promisedMinor, disputedMinor, promisedMinor };
}

/**
 * When no letter about an invoice may leave: its pauses, and the spans in which disputes and promises leave nothing to ask for. What is to come is
 * told as if nobody paid: a schedule is counted on up to its first day that money has not met.
 */
export function silences(intervals: readonly LedgerInterval[], ledger: readonly LedgerStep[]): PauseInterval[] {
  const pauses = intervals.filter(each => each.kind === 'pause').map(each => ({ fromAt: each.fromAt, untilAt: endOf(each), kind: each.isClaimRest ? ('payment_claim' as const) : ('pause' as const) }));
  return [...pauses.filter(each => each.fromAt < each.untilAt), ...claimedSpans(intervals, ledger)];
}

function claimedSpans(intervals: readonly LedgerInterval[], ledger: readonly LedgerStep[]): PauseInterval[] {
  const claims = intervals.filter(each => each.kind !== 'pause');
  const edges = [...claims.flatMap(each => [each.fromAt, each.untilAt, endOf(each)]), ...ledger.slice(1).map(step => step.fromAt)];
  const instants = [...new Set(edges)].sort();
  const spans: PauseInterval[] = [];
  instants.forEach((fromAt, index) => {
    const untilAt = instants[index + 1];
    const kind = untilAt === undefined ? null : claimedBy(fromAt, claims, ledger);
    if (untilAt === undefined || kind === null) return;
    const before = spans.at(-1);
    if (before?.untilAt === fromAt && before.kind === kind) spans[spans.length - 1] = { ...before, untilAt };
    else spans.push({ fromAt, untilAt, kind });
  });
  return spans;
}

/** What leaves nothing to ask for at an instant: the dispute, where it alone does. */
function claimedBy(at: string, claims: readonly LedgerInterval[], ledger: readonly LedgerStep[]): 'dispute' | 'promise' | null {
  const money = ledger.findLast((step, index) => index === 0 || step.fromAt <= at);
  if (!money || money.remainderMinor <= 0) return null;
  const { chasedMinor, disputedMinor } = chasedSum(at, claims, money);
  if (chasedMinor > 0) return null;
  return disputedMinor >= money.remainderMinor ? 'dispute' : 'promise';
}

/**
 * What promises made together still hold back: all that has not come yet, up to the first of their days that money has not met. Those
 * that were kept stay in the count, for the days stand for growing sums; one that ended otherwise has ended them all.
 */
function promisedBy(promises: readonly LedgerInterval[], at: string, { owed, paidMinor }: { owed: number; paidMinor: number }): number {
  const hasBegun = promises.every(each => each.fromAt <= at);
  const isOver = promises.every(each => each.endedAt !== null && each.endedAt <= at) || promises.some(each => !each.isKept && each.endedAt !== null && each.endedAt <= at);
  if (!hasBegun || isOver) return 0;
  const byDay = promises.toSorted((a, b) => (a.untilAt < b.untilAt ? -1 : 1));
  const came = Math.max(0, paidMinor - (byDay[0]?.paidBeforeMinor ?? paidMinor));
  let promised = 0;
  const firstUnmet = byDay.find(each => {
    promised += each.amountMinor ?? owed + came;
    return promised > came;
  });
  if (firstUnmet === undefined || firstUnmet.untilAt <= at) return 0;
  return total(byDay.map(each => each.amountMinor ?? owed + came)) - came;
}

const promisesOf = (intervals: readonly LedgerInterval[]): LedgerInterval[] => intervals.filter(each => each.kind === 'promise');
const endOf = ({ untilAt, endedAt }: LedgerInterval): string => (endedAt !== null && endedAt < untilAt ? endedAt : untilAt);
const runs = (each: LedgerInterval, at: string): boolean => each.fromAt <= at && at < endOf(each);
const total = (sums: readonly number[]): number => sums.reduce((sum, each) => sum + each, 0);

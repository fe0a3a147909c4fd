import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chasedSum, type LedgerInterval, type LedgerStep, silences } from '../../../domain/dunning/chased-sum.ts';
import { pauseCovering } from '../../../domain/dunning/pauses.ts';
import { holdsForAll } from '../holds-for-all.ts';

const day = (no: number): string => new Date(Date.UTC(2026, 11, no)).toISOString();
const interval = (kind: LedgerInterval['kind'], from: number, until: number, change: Partial<LedgerInterval> = {}): LedgerInterval => ({
  ...{ id: `${kind}-${from}-${until}`, kind, fromAt: day(from), untilAt: day(until), endedAt: null, isKept: false, amountMinor: null, paidBeforeMinor: null, scheduleId: null },
  ...change,
});
const promise = (from: number, until: number, amountMinor: number, change: Partial<LedgerInterval> = {}) => interval('promise', from, until, { amountMinor, paidBeforeMinor: 0, ...change });
const owing = (remainderMinor: number, paidMinor = 0) => ({ remainderMinor, paidMinor });
const ledger = (...steps: [from: number, remainderMinor: number, paidMinor: number][]): LedgerStep[] =>
  steps.map(([from, remainderMinor, paidMinor]) => ({ fromAt: day(from), remainderMinor, paidMinor }));
const spans = (intervals: LedgerInterval[], steps = ledger([1, 100, 0])) =>
  silences(intervals, steps).map(({ fromAt, untilAt, kind }) => [kind, Number(fromAt.slice(8, 10)), Number(untilAt.slice(8, 10))]);

describe('the sum that letters ask for', () => {
  it('is what is owed without what is disputed and what is promised', () => {
    const claims = [interval('dispute', 1, 20, { amountMinor: 30 }), promise(1, 10, 50)];
    expect(chasedSum(day(5), claims, owing(100))).toEqual({ chasedMinor: 20, disputedMinor: 30, promisedMinor: 50 });
    expect(chasedSum(day(10), claims, owing(100))).toEqual({ chasedMinor: 70, disputedMinor: 30, promisedMinor: 0 });
    expect(chasedSum(day(20), claims, owing(100))).toEqual({ chasedMinor: 100, disputedMinor: 0, promisedMinor: 0 });
  });

  it('goes on with the rest while part of a promise has come', () => {
    expect(chasedSum(day(5), [promise(1, 10, 50)], owing(70, 30))).toEqual({ chasedMinor: 50, disputedMinor: 0, promisedMinor: 20 });
    // What had been paid before says nothing of the promise.
    expect(chasedSum(day(5), [promise(1, 10, 50, { paidBeforeMinor: 30 })], owing(70, 30))).toMatchObject({ promisedMinor: 50 });
    expect(chasedSum(day(5), [promise(1, 10, 50, { paidBeforeMinor: null })], owing(70, 30))).toMatchObject({ promisedMinor: 50 });
  });

  it('of a schedule is nothing up to the first day that money has not met, and everything from then on', () => {
    const schedule = [promise(1, 10, 40, { id: 'a', scheduleId: 's' }), promise(1, 20, 60, { id: 'b', scheduleId: 's' })];
    expect([5, 10, 15].map(at => chasedSum(day(at), schedule, owing(100)).chasedMinor)).toEqual([0, 100, 100]);
    expect([5, 10, 15, 20].map(at => chasedSum(day(at), schedule, owing(60, 40)).chasedMinor)).toEqual([0, 0, 0, 60]);
    const firstKept = [promise(1, 10, 40, { id: 'a', scheduleId: 's', isKept: true, endedAt: day(4) }), schedule[1] as LedgerInterval];
    expect([5, 15, 20].map(at => chasedSum(day(at), firstKept, owing(60, 40)).chasedMinor)).toEqual([0, 0, 60]);
    // Broken, the first takes the others with it.
    const broken = schedule.map(each => ({ ...each, endedAt: day(10) }));
    expect([9, 12].map(at => chasedSum(day(at), broken, owing(100)).chasedMinor)).toEqual([0, 100]);
  });

  it('is never below zero, whatever is claimed', () => {
    expect(chasedSum(day(5), [interval('dispute', 1, 20, { amountMinor: 90 }), promise(1, 10, 50)], owing(60))).toEqual({ chasedMinor: 0, disputedMinor: 60, promisedMinor: 0 });
    expect(chasedSum(day(5), [], owing(-5))).toEqual({ chasedMinor: 0, disputedMinor: 0, promisedMinor: 0 });
  });

  it('and what is left out make up the remainder, always', () => {
    const claims = fc.array(
      fc.record({
        kind: fc.constantFrom('promise' as const, 'dispute' as const),
        from: fc.integer({ min: 1, max: 10 }),
        length: fc.integer({ min: 1, max: 15 }),
        amountMinor: fc.option(fc.integer({ min: 1, max: 150 })),
        at: fc.option(fc.integer({ min: 1, max: 20 })),
      }),
      { maxLength: 4 },
    );
    holdsForAll(
      'chased',
      fc.property(claims, fc.integer({ min: 1, max: 25 }), fc.nat(100), (each, at, paid) => {
        const intervals = each.map(({ kind, from, length, amountMinor, at: ended }, index) =>
          interval(kind, from, from + length, { id: String(index), amountMinor, paidBeforeMinor: 0, endedAt: ended === null ? null : day(ended) }),
        );
        const { chasedMinor, disputedMinor, promisedMinor } = chasedSum(day(at), intervals, owing(100 - paid, paid));
        expect(chasedMinor + disputedMinor + promisedMinor).toBe(100 - paid);
        expect(Math.min(chasedMinor, disputedMinor, promisedMinor)).toBeGreaterThanOrEqual(0);
        // No letter exactly where there is nothing to ask for and something owed.
        expect(pauseCovering(day(at), silences(intervals, [{ fromAt: '', ...owing(100 - paid, paid) }])) !== null).toBe(chasedMinor === 0 && paid < 100);
      }),
    );
  });
});

describe('silence', () => {
  it('is the union of pauses and of what leaves nothing to ask for', () => {
    expect(spans([interval('pause', 1, 5), interval('pause', 3, 9, { endedAt: day(4) }), interval('dispute', 12, 15), promise(14, 20, 100)])).toEqual([
      ['pause', 1, 5],
      ['pause', 3, 4],
      ['dispute', 12, 15],
      ['promise', 15, 20],
    ]);
  });

  it('after a customer’s word that it has paid says so, and where a person ended it is over', () => {
    const rest = (change: Partial<LedgerInterval> = {}) => interval('pause', 2, 4, { isClaimRest: true, ...change });
    expect(spans([rest(), interval('pause', 6, 8)])).toEqual([
      ['payment_claim', 2, 4],
      ['pause', 6, 8],
    ]);
    expect(spans([rest({ endedAt: day(3) })])).toEqual([['payment_claim', 2, 3]]);
  });

  it('of parts begins and ends as they make up the whole', () => {
    expect(spans([interval('dispute', 1, 20, { amountMinor: 40 }), promise(5, 12, 60)])).toEqual([['promise', 5, 12]]);
    expect(spans([interval('dispute', 1, 20, { amountMinor: 40 }), promise(5, 12, 59)])).toEqual([]);
  });

  it('was what the money of that day made it', () => {
    const dispute = interval('dispute', 1, 20, { amountMinor: 40 });
    expect(spans([dispute], ledger([1, 100, 0], [8, 40, 60]))).toEqual([['dispute', 8, 20]]);
    expect(spans([dispute], ledger([1, 100, 0], [8, 40, 60], [11, 100, 0]))).toEqual([['dispute', 8, 11]]);
    expect(spans([dispute], ledger([1, 100, 0], [8, 0, 100]))).toEqual([]);
  });

  it('has no place for a pause that was taken back before it began', () => {
    expect(spans([interval('pause', 10, 15, { endedAt: day(3) })])).toEqual([]);
  });
});

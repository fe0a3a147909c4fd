import { describe, expect, it } from 'vitest';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import { localInstant } from '../../../domain/calendar/zone.ts';
import { isBankDataFresh } from '../../../domain/dunning/bank-freshness.ts';
import { type LetterFacts, letterAllowed } from '../../../domain/dunning/letter-allowed.ts';

const calendar = kazakhstanCalendar({ fromYear: 2026, toYear: 2027 });
const almaty = (onDate: string, time = '10:00') => localInstant(onDate, time, 'Asia/Almaty');
const now = almaty('2026-12-07');
const facts: LetterFacts = {
  zone: 'Asia/Almaty',
  calendar,
  sendTime: '10:00',
  does: ['owner_told', 'letter'],
  beforeDue: false,
  courtesyStopped: false,
  remainderMinor: 1,
  bank: { kind: 'statements', watermarkAt: almaty('2026-12-05', '00:00'), withinWorkingDays: 1 },
  companyCalendar: calendar,
  pauses: [],
  hasLivingAddress: true,
  quietFrom: '20:00',
  quietUntil: '09:00',
  minGapHours: 20,
  lastLetterAt: almaty('2026-12-04'),
  heldSinceAt: null,
  holdWorkingDays: 2,
  askedAt: now,
  dealNow: now,
  realNow: now,
};
const verdict = (change: Partial<LetterFacts>) => letterAllowed({ ...facts, ...change });
const held = (reason: string, retryAt: string, financeTask = false) => ({ go: false, outcome: 'held', reason, retryAt, financeTask });
const stale = { kind: 'statements', watermarkAt: almaty('2026-12-04', '09:00'), withinWorkingDays: 1 } as const;
const pause = [{ fromAt: almaty('2026-12-01'), untilAt: almaty('2026-12-12') }];

describe('a letter', () => {
  it('goes where nothing speaks against it', () => {
    expect(verdict({})).toEqual({ go: true });
  });

  it('does not go when nothing is owed any more (INV-1)', () => {
    for (const remainderMinor of [0, -5]) expect(verdict({ remainderMinor, pauses: pause, bank: stale })).toEqual({ go: false, outcome: 'skipped', reason: 'paid' });
  });

  it('is held until the next sending time without fresh bank data', () => {
    expect(verdict({ bank: stale })).toEqual(held('stale_bank_data', almaty('2026-12-08')));
    expect(verdict({ bank: { ...stale, watermarkAt: null } })).toMatchObject({ reason: 'stale_bank_data' });
  });

  it('that has been held for two working days becomes a task of finance', () => {
    const heldFor = (heldSinceAt: string) => verdict({ bank: stale, heldSinceAt });
    expect([heldFor(almaty('2026-12-04')), heldFor(almaty('2026-12-03'))]).toMatchObject([{ financeTask: false }, { financeTask: true }]);
  });

  it('is held to the end of a pause, promise or dispute', () => {
    expect(verdict({ pauses: pause })).toEqual(held('pause', almaty('2026-12-14')));
    expect(verdict({ pauses: [{ fromAt: now, untilAt: almaty('2026-12-08', '00:00'), kind: 'promise' }] })).toEqual(held('promise', almaty('2026-12-08')));
    expect(verdict({ pauses: [{ fromAt: almaty('2026-12-01'), untilAt: now }] })).toEqual({ go: true });
  });

  it('is held while the customer has no living address', () => {
    expect(verdict({ hasLivingAddress: false })).toEqual(held('no_address', almaty('2026-12-08')));
  });

  it.each([
    ['2026-12-07', '20:00'],
    ['2026-12-07', '08:59'],
    ['2026-12-05', '12:00'],
    ['2026-12-16', '10:00'],
  ])('is held in quiet hours: %s %s', (onDate, time) => {
    const dealNow = almaty(onDate, time);
    expect(verdict({ dealNow, bank: { kind: 'none' } })).toMatchObject({ reason: 'quiet_hours' });
  });

  it('is held until 20 hours after the last letter to the customer', () => {
    expect(verdict({ lastLetterAt: almaty('2026-12-06', '14:01') })).toEqual(held('min_gap', almaty('2026-12-08')));
    expect(verdict({ lastLetterAt: almaty('2026-12-06', '14:00') })).toEqual({ go: true });
  });

  it('that nobody took up for more than half a day waits for the next sending time, at which its ladder is looked at anew', () => {
    const bank = { kind: 'none' } as const;
    expect(verdict({ bank, askedAt: almaty('2026-12-04') })).toEqual(held('late', almaty('2026-12-08')));
    expect(verdict({ bank, askedAt: almaty('2026-12-06', '21:59') })).toMatchObject({ reason: 'late' });
    expect(verdict({ bank, askedAt: almaty('2026-12-06', '22:00') })).toEqual({ go: true });
  });

  it('is judged in the order of the rule', () => {
    const everything = { bank: stale, pauses: pause, hasLivingAddress: false, lastLetterAt: now };
    const reasonOf = (change: Partial<LetterFacts>) => {
      const answer = verdict(change);
      return answer.go ? 'go' : answer.reason;
    };
    expect([reasonOf(everything), reasonOf({ ...everything, bank: { kind: 'none' } }), reasonOf({ ...everything, bank: { kind: 'none' }, pauses: [] }), reasonOf({ lastLetterAt: now })]).toEqual([
      'stale_bank_data',
      'pause',
      'no_address',
      'min_gap',
    ]);
  });
});

describe('the rung without a letter', () => {
  it('needs an open remainder and no pause, and nothing else', () => {
    const stop = { does: ['stop', 'manual_task'], bank: stale, hasLivingAddress: false, lastLetterAt: now } as const;
    expect(verdict(stop)).toEqual({ go: true });
    expect(verdict({ ...stop, remainderMinor: 0 })).toMatchObject({ outcome: 'skipped' });
    expect(verdict({ ...stop, pauses: pause })).toMatchObject({ reason: 'pause' });
  });
});

describe('bank data', () => {
  const fresh = (watermarkAt: string, dealNow: string, realNow = dealNow) => isBankDataFresh({ kind: 'statements', watermarkAt, withinWorkingDays: 1 }, { dealNow, realNow }, calendar);

  it('reaching the end of Friday serves on Monday and not on Tuesday', () => {
    expect([fresh(almaty('2026-12-05', '00:00'), almaty('2026-12-07')), fresh(almaty('2026-12-05', '00:00'), almaty('2026-12-08'))]).toEqual([true, false]);
  });

  it('serves a deal that was moved ahead by the real clock', () => {
    expect([fresh(almaty('2026-12-05', '00:00'), almaty('2027-03-01'), almaty('2026-12-07')), fresh(almaty('2026-12-05', '00:00'), almaty('2027-03-01'))]).toEqual([true, false]);
  });

  it('is not asked for where the account has no feed', () => {
    expect(isBankDataFresh({ kind: 'none' }, { dealNow: now, realNow: now }, calendar)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { decisionRight } from '../../../domain/approval/decision-right.ts';
import { mostCodesAnHour, mostTries, needsStepUp, nextCodeAt, stateOfCode } from '../../../domain/approval/step-up.ts';

const tenge = (amountMinor: number) => ({ amountMinor, currency: 'KZT' });
const now = '2026-11-24T05:00:00.000Z';
const ago = (seconds: number): string => new Date(Date.parse(now) - seconds * 1000).toISOString();

describe('whether a decision takes a code', () => {
  it('asks for one above the limit, and not at it', () => {
    const limit = { aboveMinor: 100_000_000, currency: 'KZT' };
    expect([99_999_999, 100_000_000, 100_000_001].map(sum => needsStepUp(tenge(sum), limit))).toEqual([false, false, true]);
  });

  it('counts a deal in another currency as above, whatever its sum', () => {
    expect(needsStepUp({ amountMinor: 1, currency: 'USD' }, { aboveMinor: 100_000_000, currency: 'KZT' })).toBe(true);
  });

  it('asks for none without a limit, in any currency, and for every sum above a limit of nothing', () => {
    expect(needsStepUp(tenge(Number.MAX_SAFE_INTEGER), { aboveMinor: null, currency: 'KZT' })).toBe(false);
    expect(needsStepUp({ amountMinor: 1, currency: 'USD' }, { aboveMinor: null, currency: 'KZT' })).toBe(false);
    expect(needsStepUp(tenge(1), { aboveMinor: 0, currency: 'KZT' })).toBe(true);
  });
});

describe('the life of a code', () => {
  const code = { expiresAt: now, tries: 0, usedAt: null };
  it.each([
    ['lives until its instant', { ...code, expiresAt: ago(-1) }, 'living'],
    ['is over at it', code, 'expired'],
    ['outlives four wrong tries', { expiresAt: ago(-1), tries: mostTries - 1, usedAt: null }, 'living'],
    ['dies of the fifth', { expiresAt: ago(-1), tries: mostTries, usedAt: null }, 'worn_out'],
    ['is spent by its first use', { expiresAt: ago(-1), tries: 2, usedAt: ago(5) }, 'used'],
  ] as const)('%s', (_name, life, state) => {
    expect(stateOfCode(life, now)).toBe(state);
  });
});

describe('how often codes may be asked for', () => {
  it('lets five through within an hour, and the next one when the oldest of them is an hour old', () => {
    const four = [ago(3_599), ago(2_000), ago(1_000), ago(10)];
    expect(nextCodeAt(four, now)).toBeNull();
    expect(nextCodeAt([...four, ago(1)], now)).toBe('2026-11-24T05:00:01.000Z');
    expect(nextCodeAt([...four.slice(1), ago(3_600), ago(1)], now)).toBeNull();
    expect(mostCodesAnHour).toBe(5);
  });

  it('looks at the last five where more stand on record', () => {
    const asked = Array.from({ length: 7 }, (_, index) => ago(700 - index * 100));
    expect(nextCodeAt(asked, now)).toBe('2026-11-24T05:51:40.000Z');
  });
});

describe('by what right a step is decided', () => {
  const step = { personId: 'usr_cfo', personVia: 'role', superiorId: 'usr_director' };
  it.each([
    ['the holder of the role', 'usr_cfo', step, 'role'],
    ['a cover', 'usr_cfo', { ...step, personVia: 'cover' }, 'cover'],
    ['someone of the pool', 'usr_cfo', { ...step, personVia: 'pool' }, 'pool'],
    ['whom it was handed to', 'usr_cfo', { ...step, personVia: 'handed_over' }, 'handed_over'],
    ['the superior', 'usr_director', { ...step, personVia: 'cover' }, 'superior'],
    ['a stranger has none', 'usr_seller', step, null],
  ])('%s', (_name, byId, held, right) => {
    expect(decisionRight(byId, held)).toBe(right);
  });
});

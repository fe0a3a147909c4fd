import { describe, expect, it } from 'vitest';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import { localInstant } from '../../../domain/calendar/zone.ts';
import { planRungs, type RungFacts } from '../../../domain/dunning/plan-rungs.ts';
import { defaultReminderPolicy } from '../../../domain/dunning/policy.ts';
import { minuteOfCustomer } from '../../../domain/dunning/spread.ts';

const zone = 'Asia/Almaty';
const facts: RungFacts = {
  ...{ dueOn: '2026-12-07', issuedOn: '2026-11-24', zone, calendar: kazakhstanCalendar({ fromYear: 2026, toYear: 2027 }) },
  ...{ policy: { ...defaultReminderPolicy, spreadMinutes: 30 }, pauses: [], settled: {}, now: localInstant('2026-11-24', '12:00', zone) },
};
const customers = Array.from({ length: 3000 }, (_, n) => `cus_${n}`);
const timesFor = (customerId: string, change: Partial<RungFacts> = {}) => planRungs({ ...facts, ...change, customerId }).map(({ at }) => Date.parse(at));

describe('letters that a policy spreads over half an hour', () => {
  it('go at one minute for each customer, the same on every rung and whatever the invoice', () => {
    const minute = minuteOfCustomer('cus_7', 30) * 60_000;
    expect(minute).toBeGreaterThan(0);
    const plain = planRungs({ ...facts, policy: defaultReminderPolicy }).map(({ at }) => Date.parse(at));
    expect(timesFor('cus_7')).toEqual(plain.map(at => at + minute));
    expect(timesFor('cus_7', { dueOn: '2026-12-08' }).map(at => at % 3_600_000)).toEqual(plain.map(() => minute));
  });

  it('fill the half hour evenly, and no more than it', () => {
    const counts = Map.groupBy(customers, id => minuteOfCustomer(id, 30));
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, minute) => minute));
    for (const [minute, ids] of counts) expect(ids.length, `minute ${minute}`).toBeGreaterThan(60);
  });

  it('go at the hour itself without a spread, and in examples, which are of nobody', () => {
    expect(timesFor('cus_7', { policy: defaultReminderPolicy })).toEqual(planRungs(facts).map(({ at }) => Date.parse(at)));
  });
});

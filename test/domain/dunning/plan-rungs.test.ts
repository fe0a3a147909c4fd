import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../domain/calendar/iso-date.ts';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import { isWorkingDay } from '../../../domain/calendar/work-calendar.ts';
import { dateInZone, localInstant, timeInZone } from '../../../domain/calendar/zone.ts';
import { defaultLadder } from '../../../domain/dunning/ladder.ts';
import { pauseCovering } from '../../../domain/dunning/pauses.ts';
import { nextLetter, nextRung, planRungs, type RungFacts } from '../../../domain/dunning/plan-rungs.ts';
import { holdsForAll } from '../holds-for-all.ts';

const calendar = kazakhstanCalendar({ fromYear: 2025, toYear: 2028 });
const almaty = (onDate: string, time = '10:00') => localInstant(onDate, time, 'Asia/Almaty');
const facts: RungFacts = {
  dueOn: '2026-12-04',
  issuedOn: '2026-11-20',
  zone: 'Asia/Almaty',
  calendar,
  sendTime: '10:00',
  ladder: defaultLadder,
  missed: 'skip_to_current',
  pauses: [],
  settled: {},
  now: almaty('2026-11-20', '15:00'),
};
const plan = (change: Partial<RungFacts> = {}) => planRungs({ ...facts, ...change });
const fates = (change: Partial<RungFacts> = {}) =>
  plan(change).map(({ rung, at, outcome, reason }) => [rung, `${dateInZone(at, facts.zone)} ${timeInZone(at, facts.zone)}`, reason ?? outcome].join(' '));
const sent = (change: Partial<RungFacts> = {}) =>
  plan(change)
    .filter(rung => rung.outcome === 'will_send')
    .map(rung => `${rung.rung} ${dateInZone(rung.at, facts.zone)}`);

describe('the six rungs', () => {
  it('of an invoice due on Friday 2026-12-04 go at 10:00 of the customer, on working days', () => {
    expect(fates()).toEqual([
      '-3 2026-12-01 10:00 will_send',
      '0 2026-12-04 10:00 will_send',
      '+3 2026-12-07 10:00 will_send',
      '+7 2026-12-11 10:00 will_send',
      '+14 2026-12-18 10:00 will_send',
      '+21 2026-12-25 10:00 will_send',
    ]);
    expect(plan()[0]?.at).toBe('2026-12-01T05:00:00.000Z');
  });

  it('do their effects before the letter, and the last sends none', () => {
    expect(plan().map(rung => rung.does.join('+'))).toEqual(['letter', 'letter', 'owner_told+letter', 'shipment_hold+letter', 'head_task+letter', 'stop+manual_task']);
  });

  it('move back before the due date and forward from it on', () => {
    expect(sent({ dueOn: '2026-12-08' })).toEqual(['-3 2026-12-04', '0 2026-12-08', '+3 2026-12-11', '+7 2026-12-15', '+14 2026-12-22', '+21 2026-12-29']);
    expect(sent({ dueOn: '2026-12-09' })).toEqual(['-3 2026-12-04', '0 2026-12-09', '+3 2026-12-14', '+7 2026-12-17', '+14 2026-12-23', '+21 2026-12-30']);
  });

  it('stand at 10:00 in the zone of a customer whose clocks change', () => {
    const berlin = plan({ zone: 'Europe/Berlin', dueOn: '2027-03-26', issuedOn: '2027-03-01', now: '2027-03-01T08:00:00.000Z', calendar: { ...calendar, nonWorkingOn: [] } });
    expect(berlin.slice(1, 3).map(rung => rung.at)).toEqual(['2027-03-26T09:00:00.000Z', '2027-03-29T08:00:00.000Z']);
  });

  it('before the day of issue are skipped', () => {
    expect(fates({ issuedOn: '2026-12-03', now: almaty('2026-12-03', '12:00') }).slice(0, 2)).toEqual(['-3 2026-12-01 10:00 before_issue', '0 2026-12-04 10:00 will_send']);
  });

  it('give way to the later one where two fall on one day', () => {
    expect(fates({ dueOn: '2026-03-21', issuedOn: '2026-03-02', now: almaty('2026-03-02') }).slice(1, 3)).toEqual(['0 2026-03-26 10:00 same_day', '+3 2026-03-26 10:00 will_send']);
  });
});

describe('a pause', () => {
  const paused = (fromOn: string, untilOn: string, kind?: 'pause' | 'promise' | 'dispute') => [{ fromAt: almaty(fromOn, '00:00'), untilAt: almaty(untilOn, '00:00'), ...(kind ? { kind } : {}) }];

  it('over two rungs sends the second alone at the first sending time after it', () => {
    expect(fates({ pauses: paused('2026-12-06', '2026-12-15'), settled: { '-3': 'sent', '0': 'sent' }, now: almaty('2026-12-06', '12:00') })).toEqual([
      '-3 2026-12-01 10:00 sent',
      '0 2026-12-04 10:00 sent',
      '+3 2026-12-07 10:00 pause',
      '+7 2026-12-15 10:00 will_send',
      '+14 2026-12-18 10:00 will_send',
      '+21 2026-12-25 10:00 will_send',
    ]);
  });

  it('ended early lets the rungs go as they were meant', () => {
    expect(sent({ pauses: paused('2026-12-06', '2026-12-07'), now: almaty('2026-12-06', '12:00') })).toEqual(['+3 2026-12-07', '+7 2026-12-11', '+14 2026-12-18', '+21 2026-12-25']);
  });

  it('names its kind as the reason', () => {
    expect(plan({ pauses: paused('2026-12-05', '2026-12-12', 'promise'), now: almaty('2026-12-05') }).find(rung => rung.rung === '+3')).toMatchObject({
      outcome: 'covered_by_pause',
      reason: 'promise',
    });
  });

  it('that follows on another, or overlaps it, is waited for to its end', () => {
    expect(sent({ pauses: [...paused('2026-12-06', '2026-12-10'), ...paused('2026-12-09', '2026-12-14')], now: almaty('2026-12-05') })).toEqual(['+7 2026-12-14', '+14 2026-12-18', '+21 2026-12-25']);
  });

  it('that ends on a weekend waits for Monday, and one that ends at 10:00 lets the letter go then', () => {
    expect(sent({ pauses: paused('2026-12-07', '2026-12-12'), settled: { '0': 'sent' }, now: almaty('2026-12-07', '00:00') })[0]).toBe('+7 2026-12-14');
    expect(sent({ pauses: [{ fromAt: almaty('2026-12-07', '00:00'), untilAt: almaty('2026-12-08') }], settled: { '0': 'sent' }, now: almaty('2026-12-07', '00:00') })[0]).toBe('+3 2026-12-08');
  });

  it('over the whole ladder ends in the manual task alone', () => {
    const ladder = plan({ pauses: paused('2026-11-25', '2027-01-20'), now: almaty('2026-11-25') });
    expect(ladder.filter(rung => rung.outcome === 'will_send').map(rung => [rung.rung, rung.at])).toEqual([['+21', almaty('2027-01-20')]]);
    expect([nextRung(ladder)?.rung, nextLetter(ladder)]).toEqual(['+21', null]);
  });
});

describe('missed rungs', () => {
  it('after downtime skip to the current one at the next sending time', () => {
    expect(fates({ now: almaty('2026-12-14', '11:00'), settled: { '-3': 'sent' } }).slice(1, 5)).toEqual([
      '0 2026-12-04 10:00 missed',
      '+3 2026-12-07 10:00 missed',
      '+7 2026-12-15 10:00 will_send',
      '+14 2026-12-18 10:00 will_send',
    ]);
  });

  it('go now where now is a sending time to the second', () => {
    expect(sent({ now: almaty('2026-12-11') })[0]).toBe('+7 2026-12-11');
  });

  it('yield to the next rung where its time is the next sending time', () => {
    expect(fates({ now: almaty('2026-12-10', '12:00') }).slice(2, 4)).toEqual(['+3 2026-12-07 10:00 missed', '+7 2026-12-11 10:00 will_send']);
  });

  it('never send an older rung after a newer one has had its fate', () => {
    expect(fates({ settled: { '+7': 'sent' }, now: almaty('2026-12-11', '10:01') }).slice(0, 5)).toEqual([
      '-3 2026-12-01 10:00 missed',
      '0 2026-12-04 10:00 missed',
      '+3 2026-12-07 10:00 missed',
      '+7 2026-12-11 10:00 sent',
      '+14 2026-12-18 10:00 will_send',
    ]);
  });

  it('go one a day in their order where the policy says so', () => {
    expect(sent({ missed: 'send_in_order', now: almaty('2026-12-10', '11:00'), settled: { '-3': 'sent' } })).toEqual([
      '0 2026-12-11',
      '+3 2026-12-14',
      '+7 2026-12-15',
      '+14 2026-12-18',
      '+21 2026-12-25',
    ]);
  });

  it('of an invoice far beyond the ladder leave the manual task alone', () => {
    expect(sent({ now: almaty('2027-02-02', '12:00') })).toEqual(['+21 2027-02-03']);
  });
});

describe('any plan', () => {
  const dates = fc.integer({ min: 0, max: 700 }).map(days => addDays('2026-01-05', days));
  const pauses = fc.array(fc.record({ after: fc.integer({ min: -10, max: 40 }), length: fc.integer({ min: 1, max: 30 }), hour: fc.integer({ min: 0, max: 23 }) }), { maxLength: 3 });
  const cases = fc.record({
    dueOn: dates,
    credit: fc.integer({ min: 0, max: 30 }),
    zone: fc.constantFrom('Asia/Almaty', 'Europe/Berlin', 'America/New_York'),
    pauses,
    lateMinutes: fc.integer({ min: -40_000, max: 50_000 }),
    settledRungs: fc.integer({ min: 0, max: 6 }),
    missed: fc.constantFrom('skip_to_current' as const, 'send_in_order' as const),
  });
  const factsOf = (each: typeof cases extends fc.Arbitrary<infer T> ? T : never): RungFacts => ({
    ...facts,
    dueOn: each.dueOn,
    issuedOn: addDays(each.dueOn, -each.credit),
    zone: each.zone,
    missed: each.missed,
    pauses: each.pauses.map(({ after, length, hour }) => {
      const time = `${String(hour).padStart(2, '0')}:00`;
      return { fromAt: localInstant(addDays(each.dueOn, after), time, each.zone), untilAt: localInstant(addDays(each.dueOn, after + length), time, each.zone) };
    }),
    settled: Object.fromEntries(defaultLadder.slice(0, each.settledRungs).map(rung => [rung.rung, 'sent'])),
    now: new Date(Date.parse(localInstant(each.dueOn, '10:00', each.zone)) + each.lateMinutes * 60_000).toISOString(),
  });

  it('gives every rung one fate, and those that go different instants in order, at 10:00 of working days, from now on, outside every pause', () => {
    holdsForAll(
      'rungs',
      fc.property(cases, each => {
        const input = factsOf(each);
        const rungs = planRungs(input);
        const going = rungs.filter(rung => rung.outcome === 'will_send');
        expect(rungs.map(rung => rung.rung)).toEqual(defaultLadder.map(rung => rung.rung));
        going.forEach((rung, index) => {
          expect(Date.parse(rung.at)).toBeGreaterThanOrEqual(Date.parse(input.now));
          expect(pauseCovering(rung.at, input.pauses)).toBeNull();
          expect([timeInZone(rung.at, input.zone), isWorkingDay(dateInZone(rung.at, input.zone), calendar)]).toEqual(['10:00', true]);
          expect(index === 0 || rung.at > (going[index - 1]?.at ?? '')).toBe(true);
        });
        for (const rung of rungs) expect(rung.outcome === 'will_send' || rung.outcome === 'sent' || rung.reason !== null).toBe(true);
      }),
      500,
    );
  });

  it('ends in its last rung unless that has had its fate, so that nothing overdue is forgotten', () => {
    holdsForAll(
      'last rung',
      fc.property(
        cases.filter(each => each.settledRungs < 6),
        each => planRungs(factsOf(each)).at(-1)?.outcome === 'will_send',
      ),
    );
  });

  it('keeps the instant of the next rung when it is planned again a little before it (INV-9)', () => {
    holdsForAll(
      'planned again',
      fc.property(cases, each => {
        const input = factsOf(each);
        const next = nextRung(planRungs(input));
        if (next === null) return;
        const again = planRungs({ ...input, now: new Date(Math.max(Date.parse(input.now), Date.parse(next.at) - 60_000)).toISOString() });
        expect(nextRung(again)).toEqual(next);
      }),
    );
  });
});

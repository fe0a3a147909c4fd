import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../domain/calendar/iso-date.ts';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import { dateInZone, localInstant, timeInZone } from '../../../domain/calendar/zone.ts';
import { aLetter, type DunningLadder, defaultLadder, theEnd } from '../../../domain/dunning/ladder.ts';
import { pauseCovering, type SilenceKind } from '../../../domain/dunning/pauses.ts';
import { nextLetter, nextRung, planRungs, type RungFacts } from '../../../domain/dunning/plan-rungs.ts';
import { defaultReminderPolicy } from '../../../domain/dunning/policy.ts';
import { isQuietHour, isSendingDay } from '../../../domain/dunning/quiet-time.ts';
import { holdsForAll } from '../holds-for-all.ts';

const calendar = kazakhstanCalendar({ fromYear: 2025, toYear: 2028 });
const almaty = (onDate: string, time = '10:00') => localInstant(onDate, time, 'Asia/Almaty');
const facts: RungFacts = {
  dueOn: '2026-12-04',
  issuedOn: '2026-11-20',
  zone: 'Asia/Almaty',
  calendar,
  policy: defaultReminderPolicy,
  pauses: [],
  settled: {},
  now: almaty('2026-11-20', '15:00'),
};
const plan = (change: Partial<RungFacts> = {}) => planRungs({ ...facts, ...change });
const fates = (change: Partial<RungFacts> = {}) =>
  plan(change).map(({ rung, at, outcome, reason }) => [rung, `${dateInZone(at, facts.zone)} ${timeInZone(at, facts.zone)}`, outcome === 'will_send' ? outcome : (reason ?? outcome)].join(' '));
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
  const paused = (fromOn: string, untilOn: string, kind?: SilenceKind) => [{ fromAt: almaty(fromOn, '00:00'), untilAt: almaty(untilOn, '00:00'), ...(kind ? { kind } : {}) }];

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

  it.each<SilenceKind>(['pause', 'promise', 'dispute', 'payment_claim'])('of the kind %s is named by the rung that waits for its end, and by no other', kind => {
    for (const onMissed of ['skip_to_current', 'send_in_order'] as const) {
      const ladder = plan({
        policy: { ...defaultReminderPolicy, onMissed },
        pauses: paused('2026-12-07', '2026-12-09', kind),
        settled: { '-3': 'sent', '0': 'sent' },
        now: almaty('2026-12-06', '12:00'),
      });
      expect(ladder.slice(2, 4)).toMatchObject([
        { rung: '+3', at: almaty('2026-12-09'), outcome: 'will_send', reason: kind },
        { rung: '+7', at: almaty('2026-12-11'), outcome: 'will_send', reason: null },
      ]);
    }
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
    expect(sent({ policy: { ...defaultReminderPolicy, onMissed: 'send_in_order' }, now: almaty('2026-12-10', '11:00'), settled: { '-3': 'sent' } })).toEqual([
      '0 2026-12-11',
      '+3 2026-12-14',
      '+7 2026-12-15',
      '+14 2026-12-18',
      '+21 2026-12-25',
    ]);
  });

  it('that were passed over themselves pass nobody over: in order, what stood before them still goes', () => {
    const inOrder = { ...defaultReminderPolicy, onMissed: 'send_in_order' } as const;
    expect(sent({ policy: inOrder, now: almaty('2026-12-10', '11:00'), settled: { '-3': 'sent', '+3': 'skipped' } }).slice(0, 2)).toEqual(['0 2026-12-11', '+7 2026-12-14']);
  });

  it('of an invoice far beyond the ladder leave the manual task alone', () => {
    expect(sent({ now: almaty('2027-02-02', '12:00') })).toEqual(['+21 2027-02-03']);
  });
});

const days = (change: Partial<RungFacts>) =>
  plan(change).map(({ rung, at, outcome, reason }) => `${rung} ${dateInZone(at, change.zone ?? facts.zone)} ${timeInZone(at, change.zone ?? facts.zone)} ${reason ?? outcome}`);

describe('a policy of one’s own', () => {
  it('counts business days where it says so, over a weekend and a holiday', () => {
    const rungs = [
      aLetter(-2, 'soft', { basis: 'business_days' }),
      aLetter(0, 'neutral', { basis: 'business_days' }),
      aLetter(5, 'businesslike', { basis: 'business_days' }),
      theEnd(10, { basis: 'business_days' }),
    ];
    // 16 December 2026, a Wednesday, is Independence Day.
    expect(days({ dueOn: '2026-12-11', policy: { ...defaultReminderPolicy, rungs } })).toEqual([
      '-2 2026-12-09 10:00 will_send',
      '0 2026-12-11 10:00 will_send',
      '+5 2026-12-21 10:00 will_send',
      '+10 2026-12-28 10:00 will_send',
    ]);
  });

  it('gives each rung an hour of its own, kept where the clocks of the customer change', () => {
    const rungs = [aLetter(0, 'neutral', { hour: '09:30' }), aLetter(3, 'businesslike', { hour: '16:45' }), theEnd(10)];
    const quietDays = { nonWorking: false, weekdays: [], on: [] };
    // Berlin goes from UTC+2 to UTC+1 on Sunday, 25 October 2026, and back on Sunday, 28 March 2027.
    const berlin = (dueOn: string) =>
      plan({ zone: 'Europe/Berlin', dueOn, issuedOn: addDays(dueOn, -10), now: `${addDays(dueOn, -10)}T08:00:00.000Z`, policy: { ...defaultReminderPolicy, rungs, quietDays } }).map(rung => rung.at);
    expect(berlin('2026-10-22')).toEqual(['2026-10-22T07:30:00.000Z', '2026-10-25T15:45:00.000Z', '2026-11-01T09:00:00.000Z']);
    expect(berlin('2027-03-25')).toEqual(['2027-03-25T08:30:00.000Z', '2027-03-28T14:45:00.000Z', '2027-04-04T08:00:00.000Z']);
  });

  it('keeps its quiet weekdays and dates, before the due date by moving back', () => {
    const quietDays = { nonWorking: true, weekdays: [1], on: ['2026-12-04'] };
    expect(days({ policy: { ...defaultReminderPolicy, quietDays } }).slice(0, 4)).toEqual([
      '-3 2026-12-01 10:00 will_send',
      '0 2026-12-08 10:00 same_day',
      '+3 2026-12-08 10:00 will_send',
      '+7 2026-12-11 10:00 will_send',
    ]);
    expect(days({ dueOn: '2026-12-10', policy: { ...defaultReminderPolicy, quietDays } })[0]).toBe('-3 2026-12-03 10:00 will_send');
  });

  it('never writes twice on one day, whatever the hours of two rungs', () => {
    const rungs = [aLetter(3, 'businesslike', { hour: '10:00' }), aLetter(4, 'businesslike', { hour: '17:00' }), theEnd(10)];
    // Both days are of one weekend.
    expect(days({ dueOn: '2026-12-02', policy: { ...defaultReminderPolicy, rungs } })).toEqual(['+3 2026-12-07 10:00 same_day', '+4 2026-12-07 17:00 will_send', '+10 2026-12-14 10:00 will_send']);
    // At 11:00 the later one can still go today, the earlier one could not.
    expect(days({ dueOn: '2026-12-03', now: almaty('2026-12-07', '11:00'), policy: { ...defaultReminderPolicy, rungs } })[0]).toBe('+3 2026-12-07 10:00 same_day');
  });

  it('moves an hour out of quiet time rather than into nobody’s night', () => {
    expect(days({ policy: { ...defaultReminderPolicy, quietHours: { from: '18:00', until: '11:30' } } })[0]).toBe('-3 2026-12-01 11:30 will_send');
  });
});

describe('another policy in the middle of a ladder', () => {
  const shorter = { ...defaultReminderPolicy, rungs: [aLetter(-3, 'soft'), aLetter(2, 'businesslike'), aLetter(5, 'businesslike'), aLetter(10, 'official'), theEnd(14)] };

  it('leaves sent letters sent, and goes on with what is meant for a later instant than the last of them', () => {
    const settled = { '-3': 'sent', '0': 'sent', '+3': 'sent' };
    expect(days({ policy: shorter, settled, wroteBeforeAt: almaty('2026-12-07'), now: almaty('2026-12-08', '12:00') })).toEqual([
      '-3 2026-12-01 10:00 sent',
      '+2 2026-12-07 10:00 policy_change',
      '+5 2026-12-09 10:00 will_send',
      '+10 2026-12-14 10:00 will_send',
      '+14 2026-12-18 10:00 will_send',
    ]);
  });

  it('compares instants and not places: a letter that a pause had delayed passes over what was meant before it', () => {
    const settled = { '-3': 'sent', '0': 'sent', '+3': 'sent' };
    expect(days({ policy: shorter, settled, wroteBeforeAt: almaty('2026-12-15'), now: almaty('2026-12-15', '12:00') }).slice(2)).toEqual([
      '+5 2026-12-09 10:00 policy_change',
      '+10 2026-12-14 10:00 policy_change',
      '+14 2026-12-18 10:00 will_send',
    ]);
  });

  it('INV-7: always leaves the end of its ladder, even where an earlier letter went after it, or on its day', () => {
    const late = plan({ policy: shorter, settled: { '-3': 'sent', '+7': 'sent', '+14': 'sent' }, wroteBeforeAt: almaty('2026-12-22'), now: almaty('2026-12-22', '12:00') });
    expect(late.filter(rung => rung.outcome === 'will_send').map(rung => [rung.rung, rung.at])).toEqual([['+14_end', almaty('2026-12-23')]]);
    const skipped = plan({ policy: shorter, settled: { '+14': 'skipped' }, now: almaty('2026-12-19', '12:00') });
    expect(nextRung(skipped)).toMatchObject({ rung: '+14_end', does: ['stop', 'manual_task'] });
    const again = plan({ policy: shorter, settled: { '+14': 'skipped', '+14_end': 'skipped', '+14_end2': 'skipped' }, now: almaty('2026-12-19', '12:00') });
    expect(nextRung(again)).toMatchObject({ rung: '+14_end3', does: ['stop', 'manual_task'] });
    const over = plan({ policy: shorter, settled: { '+14': 'sent', '+14_end': 'done' }, now: almaty('2026-12-24') });
    expect(nextRung(over)).toBeNull();
  });

  it('begins nothing anew where a person has the invoice already', () => {
    expect(days({ policy: shorter, settled: { '+21': 'done' }, now: almaty('2026-12-05') }).slice(2)).toEqual([
      '+5 2026-12-09 10:00 policy_change',
      '+10 2026-12-14 10:00 policy_change',
      '+14 2026-12-18 10:00 policy_change',
    ]);
  });
});

describe('any plan', () => {
  const dates = fc.integer({ min: 0, max: 700 }).map(days => addDays('2026-01-05', days));
  const pauses = fc.array(fc.record({ after: fc.integer({ min: -10, max: 40 }), length: fc.integer({ min: 1, max: 30 }), hour: fc.integer({ min: 0, max: 23 }) }), { maxLength: 3 });
  const basis = fc.constantFrom('calendar_days' as const, 'business_days' as const);
  const hour = fc.constantFrom('08:15', '09:00', '10:00', '13:30', '19:59', '23:00');
  const ladder: fc.Arbitrary<DunningLadder> = fc
    .tuple(fc.uniqueArray(fc.integer({ min: -10, max: 40 }), { minLength: 1, maxLength: 7 }), fc.array(fc.tuple(basis, hour), { minLength: 7, maxLength: 7 }))
    .map(([offsets, how]) => offsets.sort((a, b) => a - b).map((offset, at) => ({ offset, basis: how[at]?.[0] ?? 'calendar_days', hour: how[at]?.[1] ?? '10:00' })))
    .map(steps => steps.map(({ offset, ...how }, at) => (at === steps.length - 1 ? theEnd(offset, how) : aLetter(offset, 'businesslike', how))));
  const policies = fc.record({
    rungs: fc.oneof(fc.constant<DunningLadder>(defaultLadder), ladder),
    onMissed: fc.constantFrom('skip_to_current' as const, 'send_in_order' as const),
    quietHours: fc.constantFrom({ from: '20:00', until: '09:00' }, { from: '12:00', until: '14:00' }, { from: '09:00', until: '09:00' }),
    quietDays: fc.record({ nonWorking: fc.boolean(), weekdays: fc.subarray([1, 3, 6, 7]), on: fc.uniqueArray(dates, { maxLength: 5 }) }),
  });
  const cases = fc.record({
    dueOn: dates,
    credit: fc.integer({ min: 0, max: 30 }),
    zone: fc.constantFrom('Asia/Almaty', 'Europe/Berlin', 'America/New_York'),
    pauses,
    lateMinutes: fc.integer({ min: -40_000, max: 50_000 }),
    settledRungs: fc.integer({ min: 0, max: 6 }),
    policy: policies,
    wroteBeforeDays: fc.option(fc.integer({ min: -10, max: 40 })),
  });
  type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;
  const factsOf = (each: Case): RungFacts => ({
    ...facts,
    dueOn: each.dueOn,
    issuedOn: addDays(each.dueOn, -each.credit),
    zone: each.zone,
    policy: each.policy,
    pauses: each.pauses.map(({ after, length, hour }) => {
      const time = `${String(hour).padStart(2, '0')}:00`;
      return { fromAt: localInstant(addDays(each.dueOn, after), time, each.zone), untilAt: localInstant(addDays(each.dueOn, after + length), time, each.zone) };
    }),
    settled: Object.fromEntries(each.policy.rungs.slice(0, each.settledRungs).map(rung => [rung.rung, 'sent'])),
    wroteBeforeAt: each.wroteBeforeDays === null ? null : localInstant(addDays(each.dueOn, each.wroteBeforeDays), '10:00', each.zone),
    now: new Date(Date.parse(localInstant(each.dueOn, '10:00', each.zone)) + each.lateMinutes * 60_000).toISOString(),
  });

  it('gives every rung one fate, and those that go different days in order, outside quiet time and every pause, from now on', () => {
    holdsForAll(
      'rungs',
      fc.property(cases, each => {
        const input = factsOf(each);
        const rungs = planRungs(input);
        const going = rungs.filter(rung => rung.outcome === 'will_send');
        expect(rungs.map(rung => rung.rung.replace('_end', '')).sort()).toEqual(each.policy.rungs.map(rung => rung.rung).sort());
        going.forEach((rung, index) => {
          expect(Date.parse(rung.at)).toBeGreaterThanOrEqual(Date.parse(input.now));
          expect(pauseCovering(rung.at, input.pauses)).toBeNull();
          expect(isSendingDay(dateInZone(rung.at, input.zone), { calendar, quietDays: each.policy.quietDays })).toBe(true);
          expect(isQuietHour(timeInZone(rung.at, input.zone), each.policy.quietHours)).toBe(false);
          expect(index === 0 || dateInZone(rung.at, input.zone) > dateInZone(going[index - 1]?.at ?? '', input.zone)).toBe(true);
        });
        for (const rung of rungs) expect(rung.outcome === 'will_send' || rung.outcome === 'sent' || rung.reason !== null).toBe(true);
      }),
      500,
    );
  });

  it('INV-7: ends in the rung at which a person follows, so that nothing overdue is forgotten', () => {
    holdsForAll(
      'the end',
      fc.property(cases, each => planRungs(factsOf(each)).filter(rung => rung.outcome === 'will_send' && rung.does.includes('stop')).length === 1),
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
        // Planned again after what it waited for, it waits for nothing; its instant stays.
        expect({ ...nextRung(again), reason: next.reason }).toEqual(next);
      }),
    );
  });
});

import fc from 'fast-check';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import type { DunningLadder, Effect, LadderRung, Tone } from '../../../domain/dunning/ladder.ts';
import type { ReminderPolicy } from '../../../domain/dunning/policy.ts';
import { minuteOfCustomer } from '../../../domain/dunning/spread.ts';
import { dateOfDay, dayNo, MinuteClock } from './minute-clock.ts';

/** What somebody does, or what happens, at a minute. Sums are parts of a thousand of what is owed then; `late` is how many minutes later the deal hears of it. */
export type Act = Readonly<{ minute: number }> &
  (
    | Readonly<{ what: 'pause'; scope: 'invoice' | 'deal' | 'customer' | 'company'; begins: number; length: number; late: number }>
    | Readonly<{ what: 'resume'; scope: 'invoice' | 'deal' | 'customer' | 'company' }>
    | Readonly<{ what: 'promise'; part: number | null; days: number }>
    | Readonly<{ what: 'schedule'; part: number; days: number; more: number }>
    | Readonly<{ what: 'dispute'; part: number | null; days: number }>
    | Readonly<{ what: 'resolve'; outcome: 'upheld' | 'rejected' | null }>
    | Readonly<{ what: 'payment' | 'credit'; part: number; late: number }>
    | Readonly<{ what: 'meets_promise'; short: number; late: number }>
    | Readonly<{ what: 'undo' }>
    | Readonly<{ what: 'other_letter' }>
    | Readonly<{ what: 'address'; alive: boolean }>
    | Readonly<{ what: 'statement'; days: number }>
  );

/** One invoice with its policy, its calendar and everything that comes its way. */
export type ReminderCase = Readonly<{
  clock: MinuteClock;
  calendar: WorkCalendar;
  policy: Pick<ReminderPolicy, 'rungs' | 'onMissed' | 'quietHours' | 'quietDays' | 'minGapHours' | 'spreadMinutes' | 'graceDays'>;
  /** The minute that the customer has where letters are spread. */
  customersMinute: number;
  hasFeed: boolean;
  issuedOn: string;
  dueOn: string;
  startsAt: number;
  endsAt: number;
  acts: readonly Act[];
  /** Minutes in which nothing of the deal moves: [from, until). */
  downtimes: readonly (readonly [from: number, until: number])[];
}>;

export const totalMinor = 1000;
export const customerId = 'cus';
const zones = ['Asia/Almaty', 'Europe/Berlin', 'America/New_York'] as const;
const originMs = Date.parse('2026-12-01T00:00:00Z');
const clocks = new Map(zones.map(zone => [zone, new MinuteClock(zone, originMs, 620)]));
const dayMinutes = 24 * 60;

const scope = fc.constantFrom('invoice' as const, 'deal' as const, 'customer' as const, 'company' as const);
const part = fc.integer({ min: 1, max: 1000 });
const late = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 * dayMinutes }));
const things = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('pause' as const),
      scope,
      begins: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 * dayMinutes })),
      length: fc.integer({ min: 1, max: 15 * dayMinutes }),
      late,
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('resume' as const), scope }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('promise' as const), part: fc.option(part), days: fc.integer({ min: 1, max: 14 }) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('schedule' as const), part, days: fc.integer({ min: 1, max: 8 }), more: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('dispute' as const), part: fc.option(part), days: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('resolve' as const), outcome: fc.constantFrom('upheld' as const, 'rejected' as const, null) }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('payment' as const), part, late }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('payment' as const), part: fc.constant(1000), late }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('meets_promise' as const), short: fc.constantFrom(0, 0, 1), late }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('credit' as const), part, late }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('undo' as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('other_letter' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('address' as const), alive: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('statement' as const), days: fc.integer({ min: -3, max: 30 }) }) },
);

/** Minutes that matter: about the hour of letters, at midnight, or any. */
const moments = (sendClock: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: 50 }), fc.oneof(fc.integer({ min: 0, max: dayMinutes - 1 }), fc.constantFrom(sendClock - 1, sendClock, sendClock + 1, 0)))
    .map(([day, minute]) => day * dayMinutes + minute);

// A ladder ends with a person, after the due date: a debt of which every rung came before its issue would be forgotten.
const offsets = fc
  .tuple(fc.uniqueArray(fc.constantFrom(-7, -3, -2, -1, 0, 1, 2, 3, 5, 7, 14), { minLength: 1, maxLength: 6 }), fc.constantFrom(15, 21))
  .map(([days, last]) => [...days.sort((a, b) => a - b), last]);
const tones: readonly Tone[] = ['soft', 'neutral', 'businesslike', 'official', 'escalation'];
const effects: readonly (readonly Effect[])[] = [['letter'], ['owner_told', 'letter'], ['shipment_hold', 'letter'], ['head_task', 'letter'], ['shipment_hold', 'head_task', 'letter']];

/** Some rungs count in business days, some go at an hour of their own, which may lie in the quiet ones. */
function ladderOf(days: readonly number[], picks: readonly number[], sendHour: number): DunningLadder {
  return days.map((offsetDays, index): LadderRung => {
    const pick = picks[index] ?? 0;
    const hour = `${String(pick % 4 === 0 ? 6 + pick : sendHour).padStart(2, '0')}:00`;
    const plain = {
      rung: offsetDays > 0 ? `+${offsetDays}` : String(offsetDays),
      offsetDays,
      basis: pick % 5 === 1 ? ('business_days' as const) : ('calendar_days' as const),
      hour,
      channel: 'email' as const,
    };
    if (index === days.length - 1) return { ...plain, tone: 'manual', recipients: [], does: ['stop', 'manual_task'] };
    return { ...plain, tone: tones[index % tones.length] ?? 'soft', recipients: ['customer'], does: effects[pick % effects.length] ?? ['letter'] };
  });
}

const drawn = fc.record({
  zone: fc.constantFrom(...zones),
  // Spring and autumn, when Berlin and New York change their clocks, as often as the rest of the year.
  dueDay: fc.oneof(
    fc.integer({ min: dayNo('2027-01-10'), max: dayNo('2028-01-10') }),
    fc.integer({ min: dayNo('2027-03-01'), max: dayNo('2027-04-10') }),
    fc.integer({ min: dayNo('2027-10-10'), max: dayNo('2027-11-20') }),
  ),
  credit: fc.integer({ min: 0, max: 14 }),
  offDays: fc.array(fc.integer({ min: -15, max: 70 }), { maxLength: 12 }),
  onDays: fc.array(fc.integer({ min: -15, max: 70 }), { maxLength: 3 }),
  days: offsets,
  picks: fc.array(fc.nat(17), { minLength: 7, maxLength: 7 }),
  onMissed: fc.constantFrom('skip_to_current' as const, 'skip_to_current' as const, 'send_in_order' as const),
  sendHour: fc.integer({ min: 9, max: 17 }),
  quietHours: fc.constantFrom({ from: '20:00', until: '09:00' }, { from: '18:30', until: '08:00' }, { from: '01:00', until: '07:00' }, { from: '00:00', until: '00:00' }),
  worksWeekends: fc.constantFrom(false, false, true),
  quietWeekday: fc.constantFrom(null, null, 1, 6),
  minGapHours: fc.constantFrom(0, 20, 30, 72),
  // Never so long that an hour of this test would run into quiet ones: no policy may say so.
  spreadMinutes: fc.constantFrom(0, 0, 7, 29),
  graceDays: fc.constantFrom(0, 1, 3),
  hasFeed: fc.constantFrom(false, false, false, true),
  startClock: fc.integer({ min: 0, max: dayMinutes - 1 }),
  things: fc.array(things, { minLength: 2, maxLength: 16, size: 'max' }),
  downs: fc.array(fc.tuple(fc.integer({ min: 0, max: 45 * dayMinutes }), fc.integer({ min: 1, max: 4 * dayMinutes })), { maxLength: 2 }),
});

/** Any policy, calendar, zone and course of events. */
export const reminderCases: fc.Arbitrary<ReminderCase> = drawn.chain(each =>
  fc.array(moments(each.sendHour * 60), { minLength: each.things.length, maxLength: each.things.length }).map(minutes => caseOf(each, minutes)),
);

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

function caseOf(
  { zone, dueDay, credit, offDays, onDays, days, picks, sendHour, worksWeekends, quietWeekday, startClock, things, downs, hasFeed, ...rules }: Drawn,
  minutes: readonly number[],
): ReminderCase {
  const clock = clocks.get(zone);
  if (!clock) throw new Error(`no clock for ${zone}`);
  const near = (offset: number) => dateOfDay(dueDay + offset);
  const calendar: WorkCalendar = { zone, workingWeekdays: [1, 2, 3, 4, 5], workingTime: [['09:00', '18:00']], nonWorkingOn: offDays.map(near), workingOverridesOn: onDays.map(near) };
  const startsAt = clock.minuteAt(dueDay - credit, 0) + startClock;
  const downtimes = apart(downs.map(([from, length]) => [startsAt + 1 + from, startsAt + 1 + from + length] as const));
  // What people ask of a deal that does not move reaches it a minute after it moves again; what the ledger takes in does not wait.
  const timed = things.map((thing, index): Act => ({ ...thing, minute: clock.minuteAt(dueDay - credit, 0) + (minutes[index] ?? 0) + dayMinutes * 1 }));
  const acts = timed.map(act => ({ ...act, minute: outside(act.minute, downtimes) })).sort((a, b) => a.minute - b.minute);
  return {
    ...{ clock, calendar, hasFeed, customersMinute: minuteOfCustomer(customerId, rules.spreadMinutes) },
    policy: { ...rules, rungs: ladderOf(days, picks, sendHour), quietDays: { nonWorking: !worksWeekends, weekdays: quietWeekday === null ? [] : [quietWeekday], on: offDays.slice(0, 2).map(near) } },
    ...{ issuedOn: near(-credit), dueOn: near(0), startsAt, endsAt: clock.minuteAt(dueDay + 90, 0), acts, downtimes },
  };
}

function apart(spans: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const [first, second] = spans.toSorted((a, b) => a[0] - b[0]);
  return [first, second].filter(span => span !== undefined).filter((span, index) => index === 0 || (first !== undefined && span[0] > first[1] + 1));
}

function outside(minute: number, downtimes: readonly (readonly [number, number])[]): number {
  const down = downtimes.find(([from, until]) => from <= minute && minute <= until);
  return down ? down[1] + 1 : minute;
}

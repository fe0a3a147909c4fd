import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsForAll } from '../../domain/holds-for-all.ts';
import { type Act, type ReminderCase, reminderCases } from './reminder-case.ts';
import { ReminderEngine } from './reminder-engine.ts';
import type { Fate } from './reminder-ledger.ts';
import { ReminderModel } from './reminder-model.ts';
import { provesHeld, provesLetters, provesPlan, type Shown, shownBy } from './reminder-proofs.ts';

/** A twentieth of the long run; `npm run soak` makes ten thousand. */
const cases = process.env['SOAK'] ? 10_000 : 500;

type Side = Pick<ReminderModel, 'act' | 'tell' | 'passTo' | 'wakeAt' | 'setTo'>;
type Step = Readonly<{ minute: number; does: (side: Side) => void; isWake?: true }>;

/** Everything that comes from outside, in its order: acts, what the deal hears late, and the ends of downtime. */
function stepsOf({ acts, downtimes }: ReminderCase): Step[] {
  const awake = (minute: number) => downtimes.find(([from, until]) => from <= minute && minute < until)?.[1] ?? minute;
  const late = (act: Act): number => ('late' in act ? act.late : 0);
  const steps = acts.flatMap((act, index): Step[] => {
    const id = `act_${index}`;
    const tell: Step = { minute: awake(act.minute + late(act)), does: side => side.tell(id) };
    return 'late' in act ? [{ minute: act.minute, does: side => side.act(act, id) }, tell] : [{ minute: act.minute, does: side => side.act(act, id) }];
  });
  const wakes = downtimes.map(([, until]): Step => ({ minute: until, does: side => side.wakeAt(until), isWake: true }));
  // What the deal hears while it wakes comes first; then it looks at what is due.
  return [...steps, ...wakes].map((step, order) => ({ ...step, order })).sort((a, b) => a.minute - b.minute || Number(a.isWake ?? false) - Number(b.isWake ?? false) || a.order - b.order);
}

/** Leads one side through the whole story; `after` is asked after every step. */
function lead<S extends Side>(each: ReminderCase, side: S, after: (minute: number) => void = () => {}): S {
  for (const { minute, does } of stepsOf(each)) {
    const down = each.downtimes.find(([from, until]) => from < minute && minute <= until);
    side.passTo(down ? down[0] - 1 : minute - 1);
    side.setTo(minute);
    does(side);
    after(minute);
  }
  side.passTo(each.endsAt);
  after(each.endsAt);
  return side;
}

/** In order of time; what comes at one minute by its rung. */
const told = (fates: readonly Fate[], { clock }: ReminderCase): string[] =>
  fates.toSorted((a, b) => a.minute - b.minute || Number(a.rung) - Number(b.rung)).map(({ minute, rung, outcome, reason }) => `${clock.instantOf(minute)} ${rung} ${outcome} ${reason ?? ''}`);

describe('reminders against a model of their own', () => {
  it(`INV-1, INV-2, INV-7, INV-9, INV-10: agree on every letter, its minute, and why the others did not go, in ${cases} random policies, calendars, zones and courses of events`, {
    timeout: 900_000,
  }, () => {
    const count = new Map<string, number>();
    const add = (what: string): void => void count.set(what, (count.get(what) ?? 0) + 1);
    const check = (each: ReminderCase) => {
      const last = Math.max(0, ...stepsOf(each).map(step => step.minute));
      let shown: Shown = [],
        before = 0;
      const engine = new ReminderEngine(each);
      lead(each, engine, minute => {
        provesHeld(engine);
        if (minute !== last) return;
        shown = shownBy(each, engine);
        before = engine.fates.length;
      });
      const model = lead(each, new ReminderModel(each));
      expect(told(engine.fates, each)).toEqual(told(model.fates, each));
      provesLetters(each, engine);
      if (provesPlan(shown, engine.fates.slice(before))) add('plan');
      for (const { outcome, reason } of engine.fates) add(reason ?? outcome);
    };
    holdsForAll('INV-1, INV-2, INV-7, INV-9, INV-10', fc.property(reminderCases, check), cases);
    console.info([...count].map(([what, times]) => `${what} ${times}`).join(', '));
    // The courses of events reach what they are about.
    for (const what of reached) expect(count.get(what) ?? 0, what).toBeGreaterThan(0);
  });
});

const reached = ['plan', 'sent', 'done', 'pause', 'promise', 'dispute', 'missed', 'same_day', 'paid', 'stale_bank_data', 'no_address', 'quiet_hours', 'min_gap', 'before_issue'];

import { addDays } from '../calendar/iso-date.ts';
import type { WorkCalendar } from '../calendar/work-calendar.ts';
import { dateInZone, localInstant } from '../calendar/zone.ts';
import { type Effect, endsLetters, freeNameOfEnd, type LadderRung } from './ladder.ts';
import { freeSlotFrom, type PauseInterval, pauseCovering, type SilenceKind } from './pauses.ts';
import type { ReminderPolicy } from './policy.ts';
import { rungInstant, timesOf } from './slots.ts';

/** `policy_change`: an earlier policy has written to the customer at or after the instant the rung was meant for, or has ended the letters. */
export type SkipReason = 'before_issue' | 'same_day' | 'missed' | 'policy_change' | 'unsubscribed' | SilenceKind;

/** `at` is when the rung goes, or the instant it was meant for where it does not go. `outcome` is the settled one where the rung has had its fate; `reason` says why it does not go, or what one that goes later waits for. */
export type PlannedRung = Readonly<{ rung: string; at: string; does: readonly Effect[]; outcome: 'will_send' | 'skipped' | 'covered_by_pause' | (string & {}); reason: SkipReason | null }>;

export type RungFacts = Readonly<{
  dueOn: string;
  issuedOn: string;
  zone: string;
  calendar: WorkCalendar;
  policy: Pick<ReminderPolicy, 'rungs' | 'onMissed' | 'quietHours' | 'quietDays'> & Partial<Pick<ReminderPolicy, 'spreadMinutes'>>;
  /** Whose letters these are: where the policy spreads them, each customer has a minute of its own. */
  customerId?: string;
  pauses: readonly PauseInterval[];
  /** The customer wants no reminders before the due date. */
  courtesyStopped?: boolean;
  /** Rung → its final fate (sent, skipped, done …), whichever policy it had it by; such a rung never fires again, unless it is the end of the ladder and is not done. */
  settled: Readonly<Record<string, string>>;
  /** When the last letter went by another policy or version than this one; null where none did. */
  wroteBeforeAt?: string | null;
  /** The invoice is no longer chased: rungs are only shown. */
  isOver?: boolean;
  now: string;
}>;

/** The facts, and the local day of an instant where the customer is. */
type Planning = RungFacts & Readonly<{ dayOf: (at: string) => string }>;
type Draft = PlannedRung & Readonly<{ step: LadderRung; meantAt: string; open: boolean }>;

/**
 * The fate of every rung of one invoice as of `now` (Q2C.md 6), in the order of the instants they are meant for, the end last: when it
 * goes, or why it does not. Rungs that go stand on different days in ascending order, never inside a pause, in quiet time or before `now`. A rung
 * before the day of issue is skipped, of two that fall on one day the later goes, and one older than a rung that has gone never goes.
 */
export function planRungs(given: RungFacts): PlannedRung[] {
  const facts: Planning = { ...given, dayOf: at => dateInZone(at, given.zone) };
  const meant = facts.policy.rungs.map(step => ({ step, meantAt: rungInstant(facts.dueOn, step, facts) })).sort(byTime);
  const drafts = meant.map((each, index) => firstDraft(facts, each, meant.slice(index + 1)));
  const planned = facts.policy.onMissed === 'skip_to_current' ? skipToCurrent(facts, drafts) : sendInOrder(facts, drafts);
  return planned.map(({ rung, at, does, outcome, reason }) => ({ rung, at, does, outcome, reason }));
}

/** The next rung that goes, or null when the ladder is at its end. */
export function nextRung(plan: readonly PlannedRung[]): PlannedRung | null {
  return plan.find(rung => rung.outcome === 'will_send') ?? null;
}

/** The next rung that goes and sends a letter: the answer to a pause names it. */
export function nextLetter(plan: readonly PlannedRung[]): PlannedRung | null {
  return plan.find(rung => rung.outcome === 'will_send' && rung.does.includes('letter')) ?? null;
}

type Meant = Readonly<{ step: LadderRung; meantAt: string }>;

/** Business days may carry a letter beyond the end of a ladder that counts in calendar days; the end is its end all the same. */
function byTime(a: Meant, b: Meant): number {
  return Number(endsLetters(a.step)) - Number(endsLetters(b.step)) || Date.parse(a.meantAt) - Date.parse(b.meantAt);
}

function firstDraft(facts: Planning, { step, meantAt }: Meant, after: readonly Meant[]): Draft {
  const rung = nameInPlan(facts, step);
  const base = { rung, does: step.does, at: meantAt, step, meantAt };
  const settled = facts.settled[rung];
  if (settled !== undefined) return { ...base, outcome: settled, reason: null, open: false };
  const skipped = (reason: SkipReason): Draft => ({ ...base, outcome: 'skipped', reason, open: false });
  if (!endsLetters(step) && facts.dayOf(meantAt) < facts.issuedOn) return skipped('before_issue');
  if (step.offsetDays < 0 && facts.courtesyStopped) return skipped('unsubscribed');
  // One that was passed over itself passes nobody over: in order, what stood before it still goes.
  if (after.some(later => (facts.settled[later.step.rung] ?? 'skipped') !== 'skipped')) return skipped('missed');
  if (isLeftByEarlierPolicy(facts, { step, meantAt })) return skipped('policy_change');
  return { ...base, outcome: 'will_send', reason: null, open: true };
}

/** A person must follow: the end of the ladder had its fate only where a person was given the task. A letter that an earlier policy had on that day is another matter. */
function nameInPlan({ settled, isOver = false }: RungFacts, step: LadderRung): string {
  if (!endsLetters(step) || isOver) return step.rung;
  return freeNameOfEnd(step.rung, name => settled[name] !== undefined && settled[name] !== 'done');
}

/** Instants are compared, not places in a list. The end of the ladder stays, so that a person always follows, unless the letters have ended already. */
function isLeftByEarlierPolicy({ settled, wroteBeforeAt = null }: RungFacts, { step, meantAt }: Meant): boolean {
  if (Object.values(settled).includes('done')) return true;
  return !endsLetters(step) && wroteBeforeAt !== null && Date.parse(meantAt) <= Date.parse(wroteBeforeAt);
}

/** Each open rung goes at the first free sending instant from its own and from now on; where a later one goes no later than on its day, it gives way. */
function skipToCurrent(facts: Planning, drafts: readonly Draft[]): Draft[] {
  const moved = drafts.map(draft => (draft.open ? { ...draft, ...firstFree(facts, draft, later(draft.meantAt, facts.now)) } : draft));
  return moved.map((draft, index) => {
    const overtaking = draft.open ? moved.slice(index + 1).find(other => other.open && facts.dayOf(other.at) <= facts.dayOf(draft.at)) : undefined;
    return overtaking ? overtaken(facts, draft, overtaking) : draft;
  });
}

/** Open rungs go one after another, one per sending day; of two meant for one day the later goes. */
function sendInOrder(facts: Planning, drafts: readonly Draft[]): Draft[] {
  let earliestAt = facts.now;
  return drafts.map((draft, index) => {
    if (!draft.open) return draft;
    const twin = drafts.slice(index + 1).find(other => other.open && facts.dayOf(other.meantAt) === facts.dayOf(draft.meantAt));
    if (twin) return overtaken(facts, draft, twin);
    const free = firstFree(facts, draft, later(draft.meantAt, earliestAt));
    earliestAt = localInstant(addDays(facts.dayOf(free.at), 1), '00:00', facts.zone);
    return { ...draft, ...free };
  });
}

/** The first free sending instant from one on, and what covers the first that would be one, where something does. */
function firstFree(facts: Planning, { step }: Draft, fromAt: string): { at: string; reason: SilenceKind | null } {
  const { at, waitsFor } = freeSlotFrom(fromAt, facts.pauses, timesOf(step, facts));
  return { at, reason: waitsFor };
}

function overtaken(facts: Planning, draft: Draft, overtaking: Draft): Draft {
  const skipped = { ...draft, at: draft.meantAt };
  if (facts.dayOf(overtaking.meantAt) === facts.dayOf(draft.meantAt)) return { ...skipped, outcome: 'skipped', reason: 'same_day' };
  const pause = pauseCovering(draft.meantAt, facts.pauses);
  return pause ? { ...skipped, outcome: 'covered_by_pause', reason: pause.kind ?? 'pause' } : { ...skipped, outcome: 'skipped', reason: 'missed' };
}

function later(a: string, b: string): string {
  return Date.parse(a) >= Date.parse(b) ? a : b;
}

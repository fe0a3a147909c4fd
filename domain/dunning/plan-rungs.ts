import { dateInZone } from '../calendar/zone.ts';
import type { DunningLadder, Effect } from './ladder.ts';
import { firstFreeSlotFrom, type PauseInterval, pauseCovering } from './pauses.ts';
import { nextSlotAfter, rungInstant, type SendingTimes } from './slots.ts';

export type SkipReason = 'before_issue' | 'same_day' | 'missed' | 'pause' | 'promise' | 'dispute';

/** `at` is when the rung goes, or the instant it was meant for where it does not go. `outcome` is the settled one where the rung has had its fate. */
export type PlannedRung = Readonly<{ rung: string; at: string; does: readonly Effect[]; outcome: 'will_send' | 'skipped' | 'covered_by_pause' | (string & {}); reason: SkipReason | null }>;

export type RungFacts = SendingTimes &
  Readonly<{
    dueOn: string;
    issuedOn: string;
    ladder: DunningLadder;
    missed: 'skip_to_current' | 'send_in_order';
    pauses: readonly PauseInterval[];
    /** Rung → its final fate (sent, skipped, done …); such a rung never fires again. */
    settled: Readonly<Record<string, string>>;
    now: string;
  }>;

type Draft = PlannedRung & Readonly<{ meantAt: string; open: boolean }>;

/**
 * The fate of every rung of one invoice as of `now` (Q2C.md 6): when it goes, or why it does not. Rungs that go stand at different
 * instants in ascending order, never inside a pause and never before `now`. A rung before the day of issue is skipped, of two that
 * fall on one sending instant the later goes, and one older than a rung that has gone never goes.
 */
export function planRungs(facts: RungFacts): PlannedRung[] {
  const drafts = facts.ladder.map((_, index) => firstDraft(facts, index));
  const planned = facts.missed === 'skip_to_current' ? skipToCurrent(facts, drafts) : sendInOrder(facts, drafts);
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

function firstDraft(facts: RungFacts, index: number): Draft {
  const step = facts.ladder[index];
  if (!step) throw new RangeError(`The ladder has no rung ${index}.`);
  const meantAt = rungInstant(facts.dueOn, step.offsetDays, facts);
  const base = { rung: step.rung, does: step.does, at: meantAt, meantAt };
  const settled = facts.settled[step.rung];
  if (settled !== undefined) return { ...base, outcome: settled, reason: null, open: false };
  if (dateInZone(meantAt, facts.zone) < facts.issuedOn) return { ...base, outcome: 'skipped', reason: 'before_issue', open: false };
  // One that was passed over itself passes nobody over: in order, what stood before it still goes.
  const passedBy = facts.ladder.slice(index + 1).some(later => (facts.settled[later.rung] ?? 'skipped') !== 'skipped');
  if (passedBy) return { ...base, outcome: 'skipped', reason: 'missed', open: false };
  return { ...base, outcome: 'will_send', reason: null, open: true };
}

/** Each open rung goes at the first free sending instant from its own and from now on; where several meet there, the last one goes. */
function skipToCurrent(facts: RungFacts, drafts: readonly Draft[]): Draft[] {
  const moved = drafts.map(draft => (draft.open ? { ...draft, at: firstFreeSlotFrom(later(draft.meantAt, facts.now), facts.pauses, facts) } : draft));
  return moved.map((draft, index) => {
    const overtaking = draft.open ? moved.slice(index + 1).find(other => other.open && other.at === draft.at) : undefined;
    return overtaking ? overtaken(facts, draft, overtaking) : draft;
  });
}

/** Open rungs go one after another, one per sending day; of two meant for one day the later goes. */
function sendInOrder(facts: RungFacts, drafts: readonly Draft[]): Draft[] {
  let previousAt: string | null = null;
  return drafts.map((draft, index) => {
    if (!draft.open) return draft;
    const twin = drafts.slice(index + 1).find(other => other.open && other.meantAt === draft.meantAt);
    if (twin) return overtaken(facts, draft, twin);
    const fromAt = later(draft.meantAt, facts.now);
    const at = firstFreeSlotFrom(previousAt === null ? fromAt : later(fromAt, nextSlotAfter(previousAt, facts)), facts.pauses, facts);
    previousAt = at;
    return { ...draft, at };
  });
}

function overtaken(facts: RungFacts, draft: Draft, overtaking: Draft): Draft {
  const skipped = { ...draft, at: draft.meantAt };
  if (overtaking.meantAt === draft.meantAt) return { ...skipped, outcome: 'skipped', reason: 'same_day' };
  const pause = pauseCovering(draft.meantAt, facts.pauses);
  return pause ? { ...skipped, outcome: 'covered_by_pause', reason: pause.kind ?? 'pause' } : { ...skipped, outcome: 'skipped', reason: 'missed' };
}

function later(a: string, b: string): string {
  return Date.parse(a) >= Date.parse(b) ? a : b;
}

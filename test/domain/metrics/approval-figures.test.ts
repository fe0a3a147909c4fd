import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalRoles } from '../../../domain/approval/policy.ts';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import { happenedBy } from '../../../domain/metrics/approval-events.ts';
import { roleFigures, roundFigures, roundsBehind, stepsBehind } from '../../../domain/metrics/approval-figures.ts';
import { percentile } from '../../../domain/metrics/percentiles.ts';
import { roundTimes } from '../../../domain/metrics/round-times.ts';
import { measureStep, stepTimes } from '../../../domain/metrics/step-times.ts';
import { holdsForAll } from '../holds-for-all.ts';
import { type Story, stories, type TrueStep } from './random-approvals.ts';

const calendar = kazakhstanCalendar({ fromYear: 2026, toYear: 2026 });
const iso = (ms: number): string => new Date(ms).toISOString();
const beginMs = Date.UTC(2026, 10, 23);
const asked = fc.record({ story: stories, asOf: fc.double({ min: 0, max: 1.1, noNaN: true }), since: fc.double({ min: 0, max: 0.6, noNaN: true }) }).map(({ story, asOf, since }) => {
  const minuteAt = (share: number): number => beginMs + Math.floor(((story.endMs - beginMs) * share) / 60_000) * 60_000;
  return { story, asOfMs: minuteAt(asOf), fromMs: minuteAt(since) };
});

/** How a step stood at an instant, looked up in what is true of it. */
function truthOf(step: TrueStep, asOfMs: number) {
  if (step.openedMs > asOfMs) return null;
  const word = step.words.find(each => each.saidMs <= asOfMs && each.undoneMs > asOfMs);
  const closedMs = step.closedMs !== null && step.closedMs <= asOfMs ? step.closedMs : null;
  const outcome = word ? word.decision : closedMs !== null ? step.closing : 'open';
  const untilMs = word ? word.saidMs : (closedMs ?? asOfMs);
  const dueMs = step.dues.filter(due => due.fromMs <= asOfMs).at(-1)?.dueMs ?? 0;
  return { step, outcome, untilMs, decided: word !== undefined, late: untilMs > dueMs, escalatedMs: step.escalatedMs !== null && step.escalatedMs <= asOfMs ? step.escalatedMs : null };
}

/** Working milliseconds counted minute by minute: Monday to Friday, 9–13 and 14–18 in Almaty, five hours ahead of UTC. */
function countedWork(fromMs: number, untilMs: number): number {
  let minutes = 0;
  for (let ms = fromMs; ms < untilMs; ms += 60_000) {
    const local = new Date(ms + 5 * 3_600_000);
    const [day, hour] = [local.getUTCDay(), local.getUTCHours()];
    const off = local.toISOString().startsWith('2026-12-16');
    if (!off && day >= 1 && day <= 5 && ((hour >= 9 && hour < 13) || (hour >= 14 && hour < 18))) minutes += 1;
  }
  return minutes * 60_000;
}

function figuresOf(story: Story, { asOfMs, fromMs }: { asOfMs: number; fromMs: number }) {
  const stood = happenedBy(story.events, iso(asOfMs));
  const steps = stepTimes(stood).map(step => measureStep(step, { standsAt: iso(asOfMs), calendar }));
  return { steps, rounds: roundTimes(stood), since: { fromAt: iso(fromMs) } };
}

describe('the figures of approvals', () => {
  it('are those of a model that looks each step up at the instant, whatever happened to it before and after', () => {
    holdsForAll(
      'approval figures',
      fc.property(asked, ({ story, asOfMs, fromMs }) => {
        const { steps, since } = figuresOf(story, { asOfMs, fromMs });
        const known = story.steps.flatMap(step => truthOf(step, asOfMs) ?? []);
        for (const [index, role] of approvalRoles.entries()) {
          const theirs = known.filter(({ step }) => step.role === role);
          const decided = theirs.filter(each => each.decided && each.untilMs >= fromMs);
          const clock = decided.map(each => each.untilMs - each.step.openedMs);
          const working = decided.map(each => countedWork(each.step.openedMs, each.untilMs));
          expect(roleFigures(steps, since)[index]).toEqual({
            ...{ role, decided: decided.length, clock: modelSpread(clock), working: modelSpread(working) },
            withinSlaPercent: decided.length === 0 ? null : (100 * decided.filter(each => !each.late).length) / decided.length,
            escalated: theirs.filter(each => (each.escalatedMs ?? -1) >= fromMs).length,
            expired: theirs.filter(each => each.outcome === 'expired' && each.untilMs >= fromMs).length,
            open: theirs.filter(each => each.outcome === 'open').length,
            openLate: theirs.filter(each => each.outcome === 'open' && each.late).length,
          });
        }
      }),
      200,
    );
  });

  it('tie to the steps and rounds behind them', () => {
    holdsForAll(
      'figures and what is behind them',
      fc.property(asked, ({ story, asOfMs, fromMs }) => {
        const { steps, rounds, since } = figuresOf(story, { asOfMs, fromMs });
        const figures = roleFigures(steps, since);
        const sum = (part: 'decided' | 'escalated' | 'expired' | 'open'): number => figures.reduce((total, role) => total + role[part], 0);
        for (const figure of ['decided', 'escalated', 'expired', 'open'] as const) expect(stepsBehind(steps, figure, since)).toHaveLength(sum(figure));
        expect(roundFigures(rounds, { since, calendar }).approved).toBe(roundsBehind(rounds, since).length);
      }),
      100,
    );
  });

  it('count what falls on either end of the window', () => {
    const step = { taskId: 'apt_1', dealId: 'deal_1', role: 'cfo', round: 1, version: 1, personId: 'usr_1', openedAt: iso(beginMs), dueAt: iso(beginMs) } as const;
    const decided = { ...step, escalatedAt: iso(beginMs + 1), endedAt: iso(beginMs + 2), actsAt: iso(beginMs + 2), outcome: 'approved' as const };
    const counts = (fromMs: number) => (['decided', 'escalated'] as const).map(figure => stepsBehind([decided], figure, { fromAt: iso(fromMs) }).length);
    expect([counts(beginMs + 1), counts(beginMs + 2), counts(beginMs + 3)]).toEqual([
      [1, 1],
      [1, 0],
      [0, 0],
    ]);
  });

  it('as of an instant do not change by what happens later', () => {
    holdsForAll(
      'as of',
      fc.property(asked, ({ story, asOfMs, fromMs }) => {
        const cut = { ...story, events: story.events.filter(event => Date.parse(event.at) <= asOfMs) };
        expect(figuresOf(cut, { asOfMs, fromMs })).toEqual(figuresOf(story, { asOfMs, fromMs }));
      }),
      100,
    );
  });

  it('of rounds run from submission to the last approval, and from a change where a package was approved already', () => {
    holdsForAll(
      'rounds',
      fc.property(stories, story => {
        const times = roundTimes(story.events).map(({ dealId, submittedAt, approvedAt, rounds }) => ({ dealId, submittedMs: Date.parse(submittedAt), approvedMs: Date.parse(approvedAt), rounds }));
        const byTime = (a: { approvedMs: number; dealId: string }, b: { approvedMs: number; dealId: string }) => a.approvedMs - b.approvedMs || a.dealId.localeCompare(b.dealId);
        expect(times.toSorted(byTime)).toEqual(story.rounds.toSorted(byTime));
        const last = new Map(story.rounds.map(round => [round.dealId, round.rounds]));
        const counts = [...last.values()];
        expect(roundFigures(roundTimes(story.events), { since: { fromAt: iso(beginMs) }, calendar }).perDeal).toEqual(
          counts.length === 0 ? null : { ...modelSpread(counts), most: Math.max(...counts) },
        );
      }),
      200,
    );
  });
});

/** By the definition: the smallest value that at least so many per cent of all do not exceed. */
function modelPercentile(values: readonly number[], percent: number): number {
  return Math.min(...values.filter(value => values.filter(other => other <= value).length * 100 >= percent * values.length));
}

function modelSpread(values: readonly number[]) {
  if (values.length === 0) return null;
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, p50: modelPercentile(values, 50), p90: modelPercentile(values, 90) };
}

describe('percentiles', () => {
  it('are values that occurred, by nearest rank', () => {
    const hours = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
    expect([percentile(hours, 50), percentile(hours, 90), percentile(hours, 100), percentile(hours, 1)]).toEqual([3, 6, 9, 1]);
    expect([percentile([7], 50), percentile([7], 90), percentile([], 50), percentile([1, 2], 50), percentile([1, 2], 51)]).toEqual([7, 7, null, 1, 2]);
    // Seven hundredths of a hundred values is the seventh of them: 0.07 × 100 is a little more than 7 to a computer.
    const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
    expect(percentile(hundred, 7)).toBe(7);
  });

  it('are those of the definition', () => {
    holdsForAll(
      'nearest rank',
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 100 }), (values, percent) => {
        expect(percentile(values, percent)).toBe(modelPercentile(values, percent));
      }),
    );
  });

  it('leave the values as they were', () => {
    const values = Object.freeze([3, 1, 2]);
    expect(percentile(values, 50)).toBe(2);
    expect(values).toEqual([3, 1, 2]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../workflows/deal/commands.ts';
import type { DealEvent } from '../../../workflows/deal/events.ts';
import { holdsForAll } from '../../domain/holds-for-all.ts';
import { anyCover, type Company, companies, sellerId, times } from './approval-company.ts';
import { ApprovalEngine } from './approval-engine.ts';
import { ApprovalModel } from './approval-model.ts';
import { user } from './given.ts';
import { MinuteCalendar } from './minute-calendar.ts';

const roles = ['manager', 'lawyer', 'cfo', 'director'] as const;
const everybody = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];

/** A tenth of the long run; `npm run soak` makes ten thousand. */
const sequences = process.env['SOAK'] ? 10_000 : 1_000;

const move = fc.record({
  what: fc.nat(13),
  who: fc.nat(30),
  task: fc.nat(11),
  stale: fc.nat(9),
  reason: fc.nat(5),
  minutes: fc.nat(3000),
  gross: fc.nat(100),
  touched: fc.subarray([...roles]),
  cover: anyCover,
});
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

const calendars = new Map<number, MinuteCalendar>();
function minutesOf(time: number, company: Company, startsAt: string): MinuteCalendar {
  const known = calendars.get(time) ?? new MinuteCalendar(company.calendar, Date.parse(startsAt), 260);
  calendars.set(time, known);
  return known;
}

/** One deal on both sides, and what the moves know of it. */
type Pair = { engine: ApprovalEngine; model: ApprovalModel; nowMs: number; known: string[] };
type Answers = readonly [rules: string | null, model: string | null];

/** Both are told the same, move by move; after each they must agree on every outcome. */
function walk({ company, startsAt, time }: { company: Company; startsAt: string; time: number }, moves: readonly Move[]): Counts {
  const draft = { grossMinor: 50, fields: Object.fromEntries(roles.map(role => [role, 0])) };
  const nowMs = Date.parse(startsAt) + 9 * 3_600_000;
  const engine = new ApprovalEngine(company, new Date(nowMs).toISOString(), draft);
  const pair: Pair = { engine, model: new ApprovalModel(company, minutesOf(time, company, startsAt)), nowMs, known: ['apt_1_1_0'] };
  for (const each of moves) {
    if (pair.model.step && !pair.known.includes(pair.model.task)) pair.known.push(pair.model.task);
    const answers = tell(pair, each);
    expect(answers[0], JSON.stringify(each)).toBe(answers[1]);
    expect(seenOf(engine), `after ${JSON.stringify(each)}`).toEqual(modelled(pair.model));
  }
  provesInvariants(engine, company);
  const count = (holds: (event: DealEvent) => boolean) => engine.events.filter(holds).length;
  return {
    approved: count(event => event.type === 'deal.approved'),
    kept: count(event => event.type === 'approval.round_started' && event.data.steps.some(step => step.kept)),
    expired: count(event => event.type === 'approval.expired'),
  };
}

/** Half of the moves come from whoever may decide, so that deals get on. */
function whoActs({ model }: Pair, who: number): string {
  if (who % 4 === 0 && model.step) return model.step.holder;
  if (who % 4 === 2 && model.step) return model.step.superior ?? sellerId;
  return everybody[who % everybody.length] ?? sellerId;
}

function tell(pair: Pair, move: Move): Answers {
  const { engine, model, nowMs, known } = pair;
  const now = new Date(nowMs).toISOString();
  const by = whoActs(pair, move.who);
  const task = move.task < 9 ? model.task : (known[move.task % known.length] ?? model.task);
  const version = Math.max(1, model.version - (move.stale === 0 ? 1 : 0));
  const noteId = move.reason === 0 ? null : 'note';
  const given = (command: Command) => engine.give(command, { now, actor: user(by) });
  switch (move.what) {
    case 0:
    case 1:
      return [given({ type: 'submit' }), model.submit(nowMs, engine.draft)];
    case 2:
      return changePackage(pair, move, given);
    case 3:
      return [given({ type: 'withdraw', noteId: 'note' }), model.withdraw(by)];
    case 4:
      return [given({ type: 'recall', taskId: task }), model.recall(nowMs, { by, task })];
    case 5: {
      const to = everybody[move.minutes % everybody.length] ?? sellerId;
      return [given({ type: 'hand_over_step', taskId: task, version, toUserId: to, noteId }), model.handOver({ by, task, version, to, reason: noteId !== null })];
    }
    case 6:
      engine.cover(move.cover, now);
      model.cover(nowMs, move.cover);
      return [null, null];
    case 7:
    case 8:
      return passMinutes(pair, move.what === 7 ? 1 : move.minutes);
    default: {
      const word = (['approved', 'approved', 'approved', 'rejected', 'changes_requested'] as const)[move.what % 5] ?? 'approved';
      const answers: Answers = [
        given({ type: 'decide_step', decision: word, taskId: task, version, noteId, evidenceId: null }),
        model.decide(nowMs, { by, task, version, word, reason: noteId !== null }),
      ];
      // What is due at once is done before anything else comes.
      passMinutes(pair, 0);
      return answers;
    }
  }
}

function changePackage({ engine, model, nowMs }: Pair, { gross, touched }: Move, given: (command: Command) => string | null): Answers {
  const before = engine.draft;
  const fields = { ...before.fields, ...Object.fromEntries(touched.map(role => [role, (before.fields[role] ?? 0) + 1])) };
  engine.draft = { grossMinor: gross, fields };
  const answers: Answers = [given({ type: 'change_package', draftRevision: nowMs }), model.change(nowMs, engine.draft)];
  if (answers[0]) engine.draft = before;
  return answers;
}

function passMinutes(pair: Pair, minutes: number): Answers {
  pair.nowMs += minutes * 60_000;
  pair.engine.passTo(new Date(pair.nowMs).toISOString());
  pair.model.passTo(pair.nowMs);
  return [null, null];
}

type Counts = Readonly<{ approved: number; kept: number; expired: number }>;

function seenOf({ state }: ApprovalEngine) {
  const { phase } = state;
  const stage = phase.status === 'accepting' ? 'approved' : phase.status;
  if (phase.status !== 'approving') return { stage, version: state.package?.version ?? 0, step: null };
  const { open, position, steps } = phase;
  return {
    stage,
    version: phase.version,
    step: open && {
      task: open.taskId,
      role: steps[position]?.role,
      holder: open.personId,
      superior: open.superiorId,
      due: open.dueAt,
      escalated: open.escalated,
      word: open.decision?.decision ?? null,
    },
  };
}

function modelled(model: ApprovalModel) {
  const { stage, version, step, task, roles: route, at } = model;
  if (!step) return { stage, version, step: null };
  return {
    stage,
    version,
    step: { task, role: route[at], holder: step.holder, superior: step.superior, due: new Date(step.dueMs).toISOString(), escalated: step.escalated, word: step.decision?.word ?? null },
  };
}

/** INV-4 and INV-5 read off the events alone, whatever model and rules believe. */
function provesInvariants({ events }: ApprovalEngine, { policy }: Company): void {
  const closed = events.flatMap(event => (event.type === 'approval.step_closed' ? [event.data.taskId] : []));
  expect(new Set(closed).size, 'INV-4: a step has one outcome').toBe(closed.length);
  for (const approved of events.filter(event => event.type === 'deal.approved')) {
    const round = events.findLast(event => event.type === 'approval.round_started' && event.n < approved.n);
    if (round?.type !== 'approval.round_started') throw new Error('approved without a round');
    const words = events.filter(event => event.n > round.n && event.n < approved.n && event.type === 'approval.step_closed');
    const asked = round.data.steps.flatMap((step, position) => (step.kept ? [] : [`${position} ${step.role} approved`]));
    expect(
      words.map(event => (event.type === 'approval.step_closed' ? `${event.data.position} ${event.data.role} ${event.data.decision}` : '')),
      'INV-5: every step that is asked, in order, and no other',
    ).toEqual(asked);
    for (const { kept } of round.data.steps) if (kept) expect(closed, 'INV-5: what is kept was decided').toContain(kept.taskId);
  }
  expect(policy.length).toBeGreaterThan(0);
}

describe('approval against a model of its own', () => {
  it(`INV-4, INV-5: agrees on every answer and every state in ${sequences} random companies, routes, covers, calendars and deals`, { timeout: 600_000 }, () => {
    const total = { approved: 0, kept: 0, expired: 0 };
    const property = fc.property(companies, fc.array(move, { minLength: 10, maxLength: 40, size: 'max' }), (start, moves) => {
      const counts = walk(start, moves);
      total.approved += counts.approved;
      total.kept += counts.kept;
      total.expired += counts.expired;
    });
    holdsForAll('INV-4, INV-5', property, sequences);
    console.info(`${total.approved} deals approved, ${total.kept} rounds with kept approvals, ${total.expired} rounds expired`);
    // The walks reach what they are about.
    expect(Math.min(total.approved, total.kept, total.expired)).toBeGreaterThan(sequences / 50);
  });

  it('the model fails where a rule is broken: one that lets the seller decide is told apart', () => {
    const company = fc.sample(companies, { numRuns: 1, seed: 7 })[0];
    if (!company) throw new Error('no company');
    const model = new ApprovalModel(company.company, minutesOf(company.time, company.company, company.startsAt));
    const nowMs = Date.parse(company.startsAt) + 9 * 3_600_000;
    model.submit(nowMs, { grossMinor: 50, fields: {} });
    if (!model.step) throw new Error('no step');
    const stranger = everybody.find(id => id !== model.step?.holder && id !== sellerId) ?? '';
    expect(model.decide(nowMs, { by: stranger, task: model.task, version: 1, word: 'approved', reason: true })).toBe('not_entitled');
    expect(times.length).toBe(4);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../workflows/deal/commands.ts';
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

/** Both are told the same, move by move; after each they must agree on every outcome. */
function walk({ company, startsAt, time }: { company: Company; startsAt: string; time: number }, moves: readonly Move[]): Counts {
  const draft = { grossMinor: 50, fields: Object.fromEntries(roles.map(role => [role, 0])) };
  let nowMs = Date.parse(startsAt) + 9 * 3_600_000;
  const engine = new ApprovalEngine(company, new Date(nowMs).toISOString(), draft);
  const model = new ApprovalModel(company, minutesOf(time, company, startsAt));
  const known = ['apt_1_1_0'];
  for (const each of moves) {
    const now = new Date(nowMs).toISOString();
    if (model.step && !known.includes(model.task)) known.push(model.task);
    const { step } = model;
    // Half of the moves come from whoever may decide, so that deals get on.
    const by = each.who % 2 === 0 && step ? (each.who % 4 === 0 ? step.holder : (step.superior ?? sellerId)) : (everybody[each.who % everybody.length] ?? sellerId);
    const task = each.task < 9 ? model.task : (known[each.task % known.length] ?? model.task);
    const version = Math.max(1, model.version - (each.stale === 0 ? 1 : 0));
    const noteId = each.reason === 0 ? null : 'note';
    const told = (command: Command) => engine.give(command, { now, actor: user(by) });
    const words = (['approved', 'approved', 'approved', 'rejected', 'changes_requested'] as const)[each.what % 5] ?? 'approved';
    let answers: [string | null, string | null] = [null, null];
    switch (each.what) {
      case 0:
      case 1:
        answers = [told({ type: 'submit' }), model.submit(nowMs, engine.draft)];
        break;
      case 2: {
        const fields = { ...engine.draft.fields, ...Object.fromEntries(each.touched.map(role => [role, (engine.draft.fields[role] ?? 0) + 1])) };
        const before = engine.draft;
        engine.draft = { grossMinor: each.gross, fields };
        const refused = told({ type: 'change_package', draftRevision: nowMs });
        answers = [refused, model.change(nowMs, engine.draft)];
        if (refused) engine.draft = before;
        break;
      }
      case 3:
        answers = [told({ type: 'withdraw', noteId: 'note' }), model.withdraw(by)];
        break;
      case 4:
        answers = [told({ type: 'recall', taskId: task }), model.recall(nowMs, { by, task })];
        break;
      case 5: {
        const to = everybody[each.minutes % everybody.length] ?? sellerId;
        answers = [told({ type: 'hand_over_step', taskId: task, version, toUserId: to, noteId }), model.handOver({ by, task, version, to, reason: noteId !== null })];
        break;
      }
      case 6:
        engine.cover(each.cover, now);
        model.cover(nowMs, each.cover);
        break;
      case 7:
      case 8:
        nowMs += (each.what === 7 ? 1 : each.minutes) * 60_000;
        engine.passTo(new Date(nowMs).toISOString());
        model.passTo(nowMs);
        break;
      default:
        answers = [told({ type: 'decide_step', decision: words, taskId: task, version, noteId, evidenceId: null }), model.decide(nowMs, { by, task, version, word: words, reason: noteId !== null })];
        // What is due at once is done before anything else comes.
        engine.passTo(now);
        model.passTo(nowMs);
    }
    expect(answers[0], `${JSON.stringify(each)} at ${now}`).toBe(answers[1]);
    expect(seenOf(engine), `after ${JSON.stringify(each)} at ${now}`).toEqual(modelled(model));
  }
  provesInvariants(engine, company);
  return {
    approved: engine.events.filter(event => event.type === 'deal.approved').length,
    kept: engine.events.filter(event => event.type === 'approval.round_started' && event.data.steps.some(step => step.kept)).length,
    expired: engine.events.filter(event => event.type === 'approval.expired').length,
  };
}

type Counts = Readonly<{ approved: number; kept: number; expired: number }>;

function seenOf({ state }: ApprovalEngine) {
  const { phase } = state;
  const stage = phase.status === 'billing' ? 'approved' : phase.status;
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

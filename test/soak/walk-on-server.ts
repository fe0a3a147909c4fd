import { expect } from 'vitest';
import { approvalTaskId } from '../../activities/record/project-approval.ts';
import type { DealState } from '../../workflows/deal/state.ts';
import type { World } from '../deal/world.ts';
import type { Company } from '../workflows/deal/approval-company.ts';
import { ApprovalModel, type Minutes } from '../workflows/deal/approval-model.ts';
import { type Answers, type Move, minutesOf, modelled, readMove, seenOf } from '../workflows/deal/approval-moves.ts';
import { type Counts, countsOf, provesInvariants } from '../workflows/deal/approval-proofs.ts';
import { noteId } from './company-in-database.ts';
import { draftOf, ServerDeal, type Values } from './server-deal.ts';

export type Start = Readonly<{ company: Company; startsAt: string; time: number }>;

type Pair = { company: Company; server: ServerDeal; model: ApprovalModel; minutes: Minutes; values: Values; sums: Set<number>; nowMs: number; known: string[] };

/** Real time goes on while a deal is moved: what the server does comes a little later than the model's instant, by this at most. */
const slackMs = 20_000;
/** Commands keep this far from the next instant of the deal, so that both sides are asked on the same side of it. */
const clearMs = 4_000;

/** One deal on the real server and in the model, move by move; after each they must agree on every outcome. */
export async function walkOnServer(world: World, { company, startsAt, time }: Start, moves: readonly Move[]): Promise<Counts> {
  const values = { title: 0, contract: 0, dueDays: 14, grossMinor: 50 };
  const server = await ServerDeal.open(world, { company, values, at: new Date(Date.parse(startsAt) + 9 * 3_600_000).toISOString() });
  const minutes = minutesOf(time, company, startsAt);
  const pair: Pair = { company, server, model: new ApprovalModel(company, minutes), minutes, values, sums: new Set([values.grossMinor]), nowMs: await server.now(), known: ['apt_1_1_0'] };
  for (const move of moves) {
    if (pair.model.step && !pair.known.includes(pair.model.task)) pair.known.push(pair.model.task);
    const answers = await tell(pair, move);
    expect(answers[0], JSON.stringify(move)).toBe(answers[1]);
    await agree(pair, move);
    await keepClear(pair, move);
  }
  const events = await server.events();
  expect(events.map(event => event.n)).toEqual(events.map((_, index) => index + 1));
  provesInvariants(events);
  return countsOf(events);
}

async function tell(pair: Pair, move: Move): Promise<Answers> {
  const { server, model } = pair;
  const { by, task, version, reason, to, word } = readMove(pair, move);
  const step = { task_id: taskOnServer(server, task), version, ...(reason ? { note_id: noteId } : {}) };
  pair.nowMs = await server.now();
  const { nowMs } = pair;
  switch (move.what) {
    case 0:
    case 1:
      return [await server.give('submit', {}, by), model.submit(nowMs, draftOf(pair.values, pair.company))];
    case 2:
      pair.values = changed(pair, move);
      return [await server.change(pair.values, by), model.change(nowMs, draftOf(pair.values, pair.company))];
    case 3:
      return [await server.give('withdraw', { note_id: noteId }, by), model.withdraw(by)];
    case 4:
      return [await server.give('recall', { task_id: step.task_id }, by), model.recall(nowMs, { by, task })];
    case 5:
      return [await server.give('hand_over', { ...step, to_user_id: to }, by), model.handOver(nowMs, { by, task, version, to, reason })];
    case 6:
      await server.cover(move.cover, by);
      model.cover(nowMs, move.cover);
      return [null, null];
    case 7:
    case 8:
      // Timers stand at whole minutes from one another. Never onto one of them: a server that reaches its target together with a timer runs on to the next.
      await server.passTo(nowMs + (Math.max(3, move.what === 7 ? 0 : move.minutes) * 60 + 17) * 1000);
      return [null, null];
    default: {
      const name = ({ approved: 'approve', rejected: 'reject', changes_requested: 'request_changes' } as const)[word];
      return [await server.give(name, step, by), model.decide(nowMs, { by, task, version, word, reason })];
    }
  }
}

/**
 * Half of the changes name a sum that was never there before. No draft comes back to an older one: whether a word within its undo
 * window then stands in the way of the approval before it, model and engine answer differently.
 */
function changed({ values, sums }: Pair, { gross, touched }: Move): Values {
  const next = (role: (typeof touched)[number]) => (touched.includes(role) ? 1 : 0);
  let grossMinor = gross % 2 === 0 ? values.grossMinor : gross;
  while (grossMinor !== values.grossMinor && sums.has(grossMinor)) grossMinor = (grossMinor % 101) + 1;
  sums.add(grossMinor);
  return { title: values.title + next('manager'), contract: values.contract + next('lawyer'), dueDays: values.dueDays + next('cfo'), grossMinor };
}

function taskOnServer({ deal }: ServerDeal, task: string): string {
  const [, round = 0, version = 0, position = 0] = task.split('_').map(Number);
  return approvalTaskId({ dealId: deal.dealId, round, version, position });
}

/** Waits until both stand the same; the model is led along the deal's own clock, which goes on meanwhile. */
async function agree(pair: Pair, move: Move): Promise<DealState> {
  const until = performance.now() + slackMs;
  for (;;) {
    pair.nowMs = await pair.server.now();
    pair.model.passTo(pair.nowMs);
    const state = await pair.server.state();
    takeInstants(pair, state);
    const model = modelled(pair.model);
    const [seen, expected] = [seenOf(state), { ...model, step: model.step && { ...model.step, task: taskOnServer(pair.server, model.step.task) } }];
    if (performance.now() > until) expect(seen, `after ${JSON.stringify(move)}`).toEqual(expected);
    if (JSON.stringify(seen) === JSON.stringify(expected)) return state;
  }
}

/**
 * Only the server knows the millisecond at which it did a thing. Its count of a step's clock is taken over where it differs from the
 * model's by such moments alone, and where the end that it names is the one that the model's calendar makes of that count.
 */
function takeInstants({ model, minutes, server }: Pair, { phase }: DealState): void {
  if (phase.status !== 'approving' || !phase.open || !model.step || phase.open.taskId !== taskOnServer(server, model.task)) return;
  const { dueAt, decision, clock, personId } = phase.open;
  if (clock && personId === model.step.holder) takeCount(model.step, { ...clock, dueAt, slaMinutes: model.slaMinutes, calendar: minutes(personId) });
  const acts = decision && model.step.decision ? { at: Date.parse(decision.actsAt), late: Date.parse(decision.actsAt) - model.step.decision.actsMs } : null;
  if (acts && model.step.decision && acts.late >= 0 && acts.late <= slackMs) model.step.decision.actsMs = acts.at;
}

function takeCount(step: NonNullable<ApprovalModel['step']>, server: { fromAt: string; usedMs: number; dueAt: string; slaMinutes: number; calendar: ReturnType<Minutes> }): void {
  const { calendar, usedMs, dueAt, slaMinutes } = server;
  const [fromMs, dueMs, leftMs] = [Date.parse(server.fromAt), Date.parse(dueAt), slaMinutes * 60_000 - usedMs];
  const asOfMs = Math.max(fromMs, step.countedMs);
  const apartMs = usedMs + calendar.between(fromMs, asOfMs) - step.usedMs - calendar.between(step.countedMs, asOfMs);
  if (Math.abs(apartMs) > slackMs || leftMs <= 0 || calendar.after(fromMs, leftMs) !== dueMs) return;
  Object.assign(step, { usedMs, countedMs: fromMs, dueMs });
}

/** Where the deal's next instant is so near that it might pass between two questions, it is let pass first. */
async function keepClear(pair: Pair, move: Move): Promise<void> {
  for (let state = await pair.server.state(); ; state = await agree(pair, move)) {
    const { phase } = state;
    if (phase.status !== 'approving' || !phase.open) return;
    const { open, expiresAt } = phase;
    const instants = open.decision ? [open.decision.actsAt] : [expiresAt, ...(open.escalated ? [] : [open.dueAt]), ...(open.turnsAt ? [open.turnsAt] : [])];
    const near = instants.map(at => Date.parse(at)).filter(at => at > pair.nowMs && at < pair.nowMs + clearMs);
    if (near.length === 0) return;
    await pair.server.passTo(Math.max(...near) + clearMs);
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../workflows/deal/commands.ts';
import { holdsForAll } from '../../domain/holds-for-all.ts';
import { type Company, companies, sellerId, times } from './approval-company.ts';
import { ApprovalEngine } from './approval-engine.ts';
import { ApprovalModel } from './approval-model.ts';
import { type Answers, anyMove, everybody, type Move, minutesOf, modelled, readMove, roles, seenOf } from './approval-moves.ts';
import { addCounts, type Counts, countsOf, provesInvariants } from './approval-proofs.ts';
import { user } from './given.ts';

/** A twentieth of the long run; `npm run soak` makes ten thousand. */
const sequences = process.env['SOAK'] ? 10_000 : 500;

/** One deal on both sides, and what the moves know of it. */
type Pair = { engine: ApprovalEngine; model: ApprovalModel; nowMs: number; known: string[] };

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
    expect(seenOf(engine.state), `after ${JSON.stringify(each)}`).toEqual(modelled(pair.model));
  }
  provesInvariants(engine.events);
  return countsOf(engine.events);
}

function tell(pair: Pair, move: Move): Answers {
  const { engine, model, nowMs } = pair;
  const now = new Date(nowMs).toISOString();
  const { by, task, version, reason, to, word } = readMove(pair, move);
  const noteId = reason ? 'note' : null;
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
    case 5:
      return [given({ type: 'hand_over_step', taskId: task, version, toUserId: to, noteId }), model.handOver(nowMs, { by, task, version, to, reason })];
    case 6:
      engine.cover(move.cover, now);
      model.cover(nowMs, move.cover);
      return [null, null];
    case 7:
    case 8:
      return passMinutes(pair, move.what === 7 ? 1 : move.minutes);
    default: {
      const answers: Answers = [given({ type: 'decide_step', decision: word, taskId: task, version, noteId, evidenceId: null }), model.decide(nowMs, { by, task, version, word, reason })];
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

describe('approval against a model of its own', () => {
  it(`INV-4, INV-5: agrees on every answer and every state in ${sequences} random companies, routes, covers, calendars and deals`, { timeout: 600_000 }, () => {
    let total: Counts = { approved: 0, kept: 0, expired: 0, turned: 0 };
    const property = fc.property(companies, fc.array(anyMove, { minLength: 10, maxLength: 40, size: 'max' }), (start, moves) => {
      total = addCounts(total, walk(start, moves));
    });
    holdsForAll('INV-4, INV-5', property, sequences);
    console.info(`${total.approved} deals approved, ${total.kept} rounds with kept approvals, ${total.expired} rounds expired, ${total.turned} steps passed on the day of a cover`);
    // The walks reach what they are about.
    expect(Math.min(total.approved, total.kept, total.expired)).toBeGreaterThan(sequences / 50);
    expect(total.turned).toBeGreaterThan(sequences / 250);
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

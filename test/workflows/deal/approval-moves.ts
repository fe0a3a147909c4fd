import fc from 'fast-check';
import type { DealState } from '../../../workflows/deal/state.ts';
import { anyCover, type Company, sellerId } from './approval-company.ts';
import type { ApprovalModel, Minutes } from './approval-model.ts';
import { MinuteCalendar } from './minute-calendar.ts';

export const roles = ['manager', 'lawyer', 'cfo', 'director'] as const;
export const everybody = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];

export const anyMove = fc.record({
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
export type Move = typeof anyMove extends fc.Arbitrary<infer M> ? M : never;

/** Moves of which a third is the plain one, that whoever has the step approves it: so that few and short walks get far too. */
export const livelyMove = fc.oneof({ weight: 2, arbitrary: anyMove }, { weight: 1, arbitrary: anyMove.map(move => ({ ...move, what: 10, who: 0, task: 0, stale: 1 })) });

/** What both sides answered: the code of a refusal, or null where the command was taken. */
export type Answers = readonly [rules: string | null, model: string | null];

const calendars = new Map<string, MinuteCalendar>();

/** The working minutes of each person, and of the company where nobody is named. */
export function minutesOf(time: number, company: Company, startsAt: string): Minutes {
  return personId => {
    const week = personId === null ? { zone: company.calendar.zone, hours: null } : company.weeks[personId];
    const key = JSON.stringify([time, week]);
    const known = calendars.get(key) ?? new MinuteCalendar(company.calendar, { fromMs: Date.parse(startsAt), days: 260 }, week);
    calendars.set(key, known);
    return known;
  };
}

/** A move with its numbers read as people, tasks and words of the deal as it stands. */
export type Asked = Readonly<{ by: string; task: string; version: number; reason: boolean; to: string; word: 'approved' | 'rejected' | 'changes_requested' }>;

export function readMove({ model, known }: Readonly<{ model: ApprovalModel; known: readonly string[] }>, move: Move): Asked {
  return {
    by: whoActs(model, move.who),
    task: move.task < 9 ? model.task : (known[move.task % known.length] ?? model.task),
    version: Math.max(1, model.version - (move.stale === 0 ? 1 : 0)),
    reason: move.reason !== 0,
    to: everybody[move.minutes % everybody.length] ?? sellerId,
    word: (['approved', 'approved', 'approved', 'rejected', 'changes_requested'] as const)[move.what % 5] ?? 'approved',
  };
}

/** Half of the moves come from whoever may decide, so that deals get on. */
function whoActs(model: ApprovalModel, who: number): string {
  if (who % 4 === 0 && model.step) return model.step.holder;
  if (who % 4 === 2 && model.step) return model.step.superior ?? sellerId;
  return everybody[who % everybody.length] ?? sellerId;
}

/** A deal as both sides must see it. */
export function seenOf(state: DealState) {
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

export function modelled(model: ApprovalModel) {
  const { stage, version, step, task, roles: route, at } = model;
  if (!step) return { stage, version, step: null };
  return {
    stage,
    version,
    step: { task, role: route[at], holder: step.holder, superior: step.superior, due: new Date(step.dueMs).toISOString(), escalated: step.escalated, word: step.decision?.word ?? null },
  };
}

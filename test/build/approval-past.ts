import type { Pool } from 'pg';
import { approvalTaskId } from '../../activities/record/project-approval.ts';
import { recordEvents } from '../../activities/record/record.ts';
import type { Actor, DealEvent, Happening } from '../../workflows/deal/events.ts';
import { initialState } from '../../workflows/deal/state.ts';
import { viewOf } from '../../workflows/deal/view.ts';
import { people } from './company.ts';
import { aDeal } from './deal.ts';

type Role = 'manager' | 'lawyer' | 'cfo' | 'director';
type OnVersion = Readonly<{ version?: number }>;
const route: readonly Role[] = ['manager', 'lawyer', 'cfo', 'director'];
const machine: Actor = { type: 'api_key', id: 'key_1' };

/** What happens to the approval of one deal, told by its instants and recorded as the process records it: the events, and the tasks that follow from them. */
export type ApprovalPast = Readonly<{
  dealId: string;
  taskId: (role: Role, version?: number) => string;
  happens: (at: string, happening: Happening, actor?: Actor) => Promise<void>;
  /** The package is submitted and its route planned: all four roles; those of `kept` said yes on version 1, and it holds. */
  submit: (at: string, given?: OnVersion & Readonly<{ round?: number; kept?: readonly Role[] }>) => Promise<void>;
  ask: (role: Role, at: string, given: OnVersion & Readonly<{ dueAt: string }>) => Promise<void>;
  decide: (role: Role, at: string, given?: OnVersion & Readonly<{ decision?: 'approved' | 'rejected'; actsAt?: string }>) => Promise<void>;
}>;

/** A deal whose approval is still to be told. */
export async function anApprovalPast(pool: Pool, { title, clockAheadMs = 0 }: { title: string; clockAheadMs?: number }): Promise<ApprovalPast> {
  const { dealId, customerId } = await aDeal(pool);
  await pool.query('update deal set title = $2 where id = $1', [dealId, title]);
  const identity = { dealId, customerId, ownerId: people.seller.id, currency: 'KZT', acceptance: 'none' } as const;
  const rounds = new Map<number, number>();
  let n = 0;
  const happens = async (at: string, happening: Happening, actor = machine): Promise<void> => {
    n += 1;
    const event: DealEvent = { ...happening, n, at, actor, commandId: null };
    await recordEvents(pool, { dealId, events: [event], notices: [], view: viewOf(initialState(identity, at)), now: at });
    // Whenever a test runs, its past is told as if it had just been: how far the deal's clock is ahead is for the test to say.
    await pool.query('update deal set clock_ahead_ms = $2 where id = $1', [dealId, clockAheadMs]);
  };
  const stepOf = (role: Role, version: number) => {
    const [round, position] = [rounds.get(version) ?? 1, route.indexOf(role)];
    return { taskId: approvalTaskId({ dealId, round, version, position }), version, round, position, role };
  };
  return {
    ...{ dealId, happens, taskId: (role, version = 1) => stepOf(role, version).taskId },
    submit: async (at, { version = 1, round = 1, kept = [] } = {}) => {
      rounds.set(version, round);
      await happens(at, { type: 'deal.submitted', data: { round } });
      const steps = route.map(role => ({ role, why: ['every_deal'], kept: kept.includes(role) ? { taskId: stepOf(role, 1).taskId, version: 1, byId: people[role].id, at } : null }));
      await happens(at, {
        type: 'approval.round_started',
        data: { round, packageId: `qtv_${dealId}_${version}`, version, policyVersion: 1, undoSeconds: 60, expiresAt: '2026-12-16T13:00:00.000Z', steps },
      });
    },
    ask: (role, at, { version = 1, dueAt }) =>
      happens(at, { type: 'approval.requested', data: { ...stepOf(role, version), personId: people[role].id, personVia: 'role', superiorId: null, remindAt: [dueAt, dueAt], dueAt, stuckAt: dueAt } }),
    decide: (role, at, { version = 1, decision = 'approved', actsAt = at } = {}) =>
      happens(at, { type: 'approval.decided', data: { ...stepOf(role, version), decision, actsAt, noteId: null, evidenceId: null } }, { type: 'user', id: people[role].id }),
  };
}

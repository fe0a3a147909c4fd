import type { OpenStepPlan } from '../ports.ts';
import type { DealEvent } from './events.ts';
import { firstAsked } from './quoting.ts';
import type { Approving, DealState, OpenStep, Phase } from './state.ts';

type ApprovalEvent = Extract<
  DealEvent,
  {
    type:
      | 'approval.round_started'
      | 'approval.requested'
      | 'approval.reminded'
      | 'approval.escalated'
      | 'approval.stuck'
      | 'approval.decided'
      | 'approval.recalled'
      | 'approval.handed_over'
      | 'approval.replanned'
      | 'approval.step_closed'
      | 'approval.superseded';
  }
>;

/** How the route and its step in hand change; an event of a round that is over leaves the phase as it is. */
export function evolveApproving(state: DealState, event: ApprovalEvent): DealState {
  const { phase } = state;
  if (event.type === 'approval.round_started') {
    const { round, version, packageId, expiresAt, undoSeconds, steps } = event.data;
    return { ...state, phase: { status: 'approving', since: event.at, round, version, packageId, expiresAt, undoSeconds, steps, position: firstAsked(steps), open: null, repackaging: false } };
  }
  if (event.type === 'approval.superseded') return { ...state, phase: repackaging(phase) };
  if (phase.status !== 'approving') return state;
  if (event.type === 'approval.step_closed') {
    const decided = { ...state.decided, [event.data.taskId]: event.data.decision };
    return { ...state, decided, phase: { ...phase, position: firstAsked(phase.steps, phase.position + 1), open: null } };
  }
  if (event.type === 'approval.replanned') {
    const { expiresAt } = event.data;
    return { ...state, phase: { ...phase, expiresAt, open: evolveStep(phase, event) } };
  }
  return { ...state, phase: { ...phase, open: evolveStep(phase, event) } };
}

function evolveStep(phase: Approving, event: Exclude<ApprovalEvent, { type: 'approval.round_started' | 'approval.superseded' | 'approval.step_closed' }>): OpenStep | null {
  if (event.type === 'approval.requested') {
    return { taskId: event.data.taskId, ...planned(event.data), openedAt: event.at, reminded: 0, escalated: false, stuck: false, decision: null };
  }
  const { open } = phase;
  if (!open) return null;
  switch (event.type) {
    case 'approval.reminded':
      return { ...open, reminded: event.data.mark };
    case 'approval.escalated':
      return { ...open, escalated: true };
    case 'approval.stuck':
      return { ...open, stuck: true };
    case 'approval.decided': {
      const { decision, actsAt, noteId } = event.data;
      return { ...open, decision: { decision, actsAt, noteId, byId: event.actor.id, byType: event.actor.type } };
    }
    case 'approval.recalled':
      return { ...open, decision: null };
    case 'approval.handed_over':
      return { ...open, personId: event.data.toUserId, personVia: 'handed_over', turnsAt: null };
    case 'approval.replanned':
      return { ...open, ...planned(event.data) };
  }
}

/** What a plan says of its step; one from before says nothing of the week it counted by, nor of covers to come. */
function planned({ personId, personVia, superiorId, remindAt, dueAt, stuckAt, clock, turnsAt }: OpenStepPlan) {
  return { personId, personVia, superiorId, remindAt, dueAt, stuckAt, ...(clock ? { clock } : {}), ...(turnsAt === undefined ? {} : { turnsAt }) };
}

function repackaging(phase: Phase): Phase {
  if (phase.status === 'approving') return { ...phase, open: null, repackaging: true };
  return phase.status === 'accepting' ? { ...phase, repackaging: true } : phase;
}

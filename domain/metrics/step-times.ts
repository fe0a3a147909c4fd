import type { ApprovalRole } from '../approval/policy.ts';
import type { WorkCalendar } from '../calendar/work-calendar.ts';
import { workingMinutesBetween } from '../calendar/working-time.ts';
import type { ApprovalEvent, StepDecision } from './approval-events.ts';

/**
 * One step that somebody was asked about: when, until when it was due, and how it ended. `personId` is who had it last. `endedAt` is null
 * while it is open; of a decision it is the instant of the decision, not of the end of its undo window. A step keeps `openedAt` whoever it passes to.
 */
export type StepTime = Readonly<{
  taskId: string;
  dealId: string;
  role: ApprovalRole;
  round: number;
  version: number;
  personId: string;
  openedAt: string;
  dueAt: string;
  escalatedAt: string | null;
  endedAt: string | null;
  /** From when on the decision could no longer be taken back. */
  actsAt: string | null;
  outcome: 'open' | StepDecision | 'superseded' | 'expired';
}>;

/** How long a step took, or has been open by then; `late`: longer than its time to answer. */
export type MeasuredStep = StepTime & Readonly<{ clockMs: number; workingMs: number; late: boolean }>;

/** The steps that events tell of, each as the last of them left it. Events of one deal stand in their order; those of different deals may be mixed. */
export function stepTimes(events: readonly ApprovalEvent[]): StepTime[] {
  const steps = new Map<string, StepTime>();
  /** A deal has one step in hand at a time: the one opened last. */
  const inHand = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'approval.requested') inHand.set(event.dealId, event.data.taskId);
    const taskId = inHand.get(event.dealId);
    const step = event.type === 'approval.requested' ? openedBy(event) : steps.get(taskId ?? '');
    if (taskId !== undefined && step) steps.set(taskId, afterEvent(step, event));
  }
  return [...steps.values()];
}

/** The hours of a step by the clock and in working time of the company; an open one is measured up to `standsAt`. */
export function measureStep(step: StepTime, { standsAt, calendar }: Readonly<{ standsAt: string; calendar: WorkCalendar }>): MeasuredStep {
  const until = step.endedAt ?? standsAt;
  const untilAt = until < step.openedAt ? step.openedAt : until;
  const clockMs = Date.parse(untilAt) - Date.parse(step.openedAt);
  return { ...step, clockMs, workingMs: Math.round(workingMinutesBetween(step.openedAt, untilAt, calendar) * 60_000), late: untilAt > step.dueAt };
}

function openedBy({ dealId, at, data }: Extract<ApprovalEvent, { type: 'approval.requested' }>): StepTime {
  const { taskId, role, round, version, personId, dueAt } = data;
  return { taskId, dealId, role, round, version, personId, openedAt: at, dueAt, escalatedAt: null, endedAt: null, actsAt: null, outcome: 'open' };
}

function afterEvent(step: StepTime, event: ApprovalEvent): StepTime {
  switch (event.type) {
    case 'approval.escalated':
      return { ...step, escalatedAt: event.at };
    case 'approval.handed_over':
      return { ...step, personId: event.data.toUserId };
    case 'approval.replanned':
      return { ...step, personId: event.data.personId, dueAt: event.data.dueAt };
    case 'approval.decided':
      return { ...step, outcome: event.data.decision, endedAt: event.at, actsAt: event.data.actsAt };
    case 'approval.recalled':
      return { ...step, outcome: 'open', endedAt: null, actsAt: null };
    case 'approval.superseded':
    case 'approval.withdrawn':
      return isUnacted(step, event) ? { ...step, outcome: 'superseded', endedAt: event.at, actsAt: null } : closed(step, 'superseded', event.at);
    case 'approval.expired':
      return closed(step, 'expired', event.at);
    case 'deal.returned':
    case 'deal.closed':
      return closed(step, 'superseded', event.at);
    case 'approval.requested':
    case 'deal.submitted':
    case 'deal.approved':
      return step;
  }
}

function closed(step: StepTime, outcome: 'superseded' | 'expired', at: string): StepTime {
  return step.outcome === 'open' ? { ...step, outcome, endedAt: at } : step;
}

/** A decision that could still be taken back when its version went was never acted on: it counts as none. */
function isUnacted({ taskId, actsAt }: StepTime, { at, data }: Extract<ApprovalEvent, { type: 'approval.superseded' | 'approval.withdrawn' }>): boolean {
  return data.taskId === taskId && actsAt !== null && actsAt > at;
}

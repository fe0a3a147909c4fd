import type { ApprovalRole } from '../approval/policy.ts';

export type StepDecision = 'approved' | 'rejected' | 'changes_requested';

type OfDeal = Readonly<{ dealId: string; at: string }>;
type Opened = Readonly<{ taskId: string; role: ApprovalRole; round: number; version: number; personId: string; dueAt: string }>;
type Happened =
  | Readonly<{ type: 'deal.submitted'; data: Readonly<{ round: number }> }>
  | Readonly<{ type: 'approval.requested'; data: Opened }>
  | Readonly<{ type: 'approval.escalated' | 'approval.recalled'; data: Readonly<{ taskId: string }> }>
  | Readonly<{ type: 'approval.handed_over'; data: Readonly<{ taskId: string; toUserId: string }> }>
  | Readonly<{ type: 'approval.replanned'; data: Readonly<{ taskId: string; personId: string; dueAt: string }> }>
  | Readonly<{ type: 'approval.decided'; data: Readonly<{ taskId: string; decision: StepDecision; actsAt: string }> }>
  | Readonly<{ type: 'approval.superseded' | 'approval.withdrawn'; data: Readonly<{ taskId: string | null }> }>
  | Readonly<{ type: 'approval.expired' | 'deal.returned' | 'deal.closed'; data: object }>
  | Readonly<{ type: 'deal.approved'; data: Readonly<{ round: number }> }>;

/** What the record of a deal says of its approval; `at` is by the deal's own clock. A step whose approval was kept is never asked, so no event speaks of it. */
export type ApprovalEvent = OfDeal & Happened;

const heard: Readonly<Record<ApprovalEvent['type'], true>> = {
  'deal.submitted': true,
  'approval.requested': true,
  'approval.escalated': true,
  'approval.recalled': true,
  'approval.handed_over': true,
  'approval.replanned': true,
  'approval.decided': true,
  'approval.superseded': true,
  'approval.withdrawn': true,
  'approval.expired': true,
  'deal.returned': true,
  'deal.approved': true,
  'deal.closed': true,
};

/** The types of events that the figures of approval are made from. */
export const approvalEventTypes: readonly string[] = Object.keys(heard);

/** What had happened by an instant, that instant included; all of it where none is given. */
export function happenedBy(events: readonly ApprovalEvent[], asOfAt: string | null): readonly ApprovalEvent[] {
  return asOfAt === null ? events : events.filter(event => event.at <= asOfAt);
}

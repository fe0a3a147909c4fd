import type { Approvers } from '../../../db/read/approvers.ts';
import type { ApprovalRole } from '../../../db/schema/approvals.ts';
import { runsAt } from '../../../domain/approval/choose-approver.ts';
import { approvalRoles } from '../../../domain/approval/policy.ts';
import type { TaskPageView } from '../../../templates/pages/views/task-view.ts';
import type { OpenedStep } from './open-link.ts';

/**
 * To whom a step may be handed over: people who decide on deals, but not the one who has it, nobody who has had it (no loops),
 * and not the seller of the deal, who decides no step but the manager's (Q2C.md 3).
 */
export function peopleToHandOverTo({ people, file }: OpenedStep): Omit<TaskPageView['handOverTo'][number], 'awayUntilOn'>[] {
  const { task, deal, events } = file;
  const held = events.filter(event => event.type === 'approval.handed_over' && event.data['taskId'] === task.id).map(event => event.data['fromUserId']);
  return [...people.values()]
    .filter(person => person.active && person.id !== task.personId && !held.includes(person.id))
    .filter(person => person.id !== deal.ownerId || task.role === 'manager')
    .map(person => ({ id: person.id, name: person.name, role: roleOf(person.roles) }))
    .filter(person => person.role !== null);
}

/** The last day of the cover in force of a person who is away; null where they are there. A step may be handed to them all the same, knowingly. */
export function awayUntilOn(personId: string, approvers: Approvers, at: string): string | null {
  return approvers.covers.find(cover => cover.personId === personId && runsAt(cover, { people: approvers.people, at }))?.toOn ?? null;
}

function roleOf(roles: readonly string[]): ApprovalRole | null {
  return approvalRoles.find(role => roles.includes(role)) ?? null;
}

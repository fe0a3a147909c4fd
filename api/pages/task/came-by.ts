import type { TaskRow } from '../../../db/pages/read-deal-file.ts';
import type { Approvers } from '../../../db/read/approvers.ts';
import { type Cover, chooseApprover, coversFollowed } from '../../../domain/approval/choose-approver.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { CameBy, TaskPageView } from '../../../templates/pages/views/task-view.ts';
import type { OpenedStep } from './open-link.ts';

/** People, covers and the company's zone, by which a step found its person. */
export type Assignment = Readonly<{ approvers: Approvers; zone: string }>;

/** How a step came to whoever reads its page: by the role, by covers of covers, out of the role's pool, from another hand, or as the superior of a late one. */
export function cameBy(opened: OpenedStep, assignment: Assignment): CameBy {
  const { file, person, people } = opened;
  const { task } = file;
  const name = (id: unknown): string => people.get(String(id))?.name ?? '';
  if (task.personId !== person.id) return { via: 'superior', name: name(task.personId), at: task.escalatedAt ?? opened.nowAt };
  if (task.personVia === 'handed_over') {
    const event = file.events.findLast(each => each.type === 'approval.handed_over' && each.data['taskId'] === task.id);
    return { via: 'handed_over', name: name(event?.data['fromUserId']), comment: file.notes.get(String(event?.data['noteId'])) ?? null };
  }
  const covers = coversBehind(task, opened, assignment).toReversed();
  if (covers.length > 0) return { via: 'cover', covers: covers.map((cover, at) => ({ name: name(cover.personId), byName: at === 0 ? null : name(cover.coverId), untilOn: cover.toOn })) };
  const absent = task.personVia === 'pool' ? holderOf(task, opened, assignment) : null;
  return absent === null ? { via: 'role' } : { via: 'pool', name: name(absent) };
}

/** When a step was given to its present person because people, covers or the calendar had changed; null where it has been theirs from the start. */
export function movedAt({ file, person }: OpenedStep): TaskPageView['movedAt'] {
  const planned = plannedBy(file.task, file.events);
  const moved = planned?.type === 'approval.replanned' && planned.data['fromUserId'] !== person.id && planned.data['personId'] === person.id;
  return moved ? planned.at : null;
}

/** The covers by which a step came to its person on the day it was planned, from the holder of the role on. */
export function coversBehind(step: TaskRow, opened: OpenedStep, assignment: Assignment): Cover[] {
  if (step.personVia !== 'cover') return [];
  const facts = factsOf(step, opened, assignment);
  const followed = orNone(() => coversFollowed(facts)) ?? [];
  if (followed.at(-1)?.coverId === step.personId) return followed;
  // Whatever has changed since: at least whom this person stands in for, first of all a holder of the role.
  const running = facts.covers.filter(cover => cover.coverId === step.personId && cover.fromOn <= facts.onDate && facts.onDate <= cover.toOn);
  const isOfRole = ({ personId }: Cover): boolean => facts.people.some(person => person.personId === personId && person.roles.includes(step.role));
  return running.toSorted((a, b) => Number(isOfRole(b)) - Number(isOfRole(a))).slice(0, 1);
}

function holderOf(step: TaskRow, opened: OpenedStep, assignment: Assignment): string | null {
  return orNone(() => chooseApprover(factsOf(step, opened, assignment)))?.forPersonId ?? null;
}

function factsOf(step: TaskRow, { file, nowAt }: OpenedStep, { approvers, zone }: Assignment) {
  const at = plannedBy(step, file.events)?.at ?? step.openedAt ?? nowAt;
  return { role: step.role, ...approvers, onDate: dateInZone(at, zone), sellerId: file.deal.ownerId };
}

function plannedBy(step: TaskRow, events: OpenedStep['file']['events']) {
  return events.findLast(event => (event.type === 'approval.requested' || event.type === 'approval.replanned') && event.data['taskId'] === step.id);
}

/** Null where nobody holds the role any more: a page that explains must not fail over it. */
function orNone<T>(choose: () => T): T | null {
  try {
    return choose();
  } catch (error) {
    if (error instanceof RuleViolation) return null;
    throw error;
  }
}

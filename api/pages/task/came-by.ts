import type { TaskRow } from '../../../db/pages/read-deal-file.ts';
import type { Approvers } from '../../../db/read/approvers.ts';
import { type ApproverFacts, type Cover, chooseApprover, coversFollowed, runsAt } from '../../../domain/approval/choose-approver.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { CameBy, TaskPageView } from '../../../templates/pages/views/task-view.ts';
import type { OpenedStep } from './open-link.ts';

/** How a step came to whoever reads its page: by the role, by covers of covers, out of the role's pool, from another hand, or as the superior of a late one. */
export function cameBy(opened: OpenedStep, approvers: Approvers): CameBy {
  const { file, person, people } = opened;
  const { task } = file;
  const name = (id: unknown): string => people.get(String(id))?.name ?? '';
  if (task.personId !== person.id) return { via: 'superior', name: name(task.personId), at: task.escalatedAt ?? opened.nowAt };
  if (task.personVia === 'handed_over') {
    const event = file.events.findLast(each => each.type === 'approval.handed_over' && each.data['taskId'] === task.id);
    return { via: 'handed_over', name: name(event?.data['fromUserId']), comment: file.notes.get(String(event?.data['noteId'])) ?? null };
  }
  const covers = coversBehind(task, opened, approvers).toReversed();
  if (covers.length > 0) return { via: 'cover', covers: covers.map((cover, at) => ({ name: name(cover.personId), byName: at === 0 ? null : name(cover.coverId), untilOn: cover.toOn })) };
  const absent = task.personVia === 'pool' ? holderOf(task, opened, approvers) : null;
  return absent === null ? { via: 'role' } : { via: 'pool', name: name(absent) };
}

/** When a step was given to its present person because people, covers or the calendar had changed; null where it has been theirs from the start. */
export function movedAt({ file, person }: OpenedStep): TaskPageView['movedAt'] {
  const { task, events } = file;
  const given = events.findLast(event => event.data['taskId'] === task.id && (event.type === 'approval.handed_over' || (isPlan(event) && event.data['fromUserId'] !== event.data['personId'])));
  return given?.type === 'approval.replanned' && given.data['personId'] === person.id ? given.at : null;
}

/** The covers by which a step came to its person when it was planned, from the holder of the role on. */
export function coversBehind(step: TaskRow, opened: OpenedStep, approvers: Approvers): Cover[] {
  if (step.personVia !== 'cover') return [];
  const facts = factsOf(step, opened, approvers);
  const followed = orNone(() => coversFollowed(facts)) ?? [];
  if (followed.at(-1)?.coverId === step.personId) return followed;
  // Whatever has changed since: at least whom this person stands in for, first of all a holder of the role.
  const running = facts.covers.filter(cover => cover.coverId === step.personId && runsAt(cover, facts));
  const isOfRole = ({ personId }: Cover): boolean => facts.people.some(person => person.personId === personId && person.roles.includes(step.role));
  return running.toSorted((a, b) => Number(isOfRole(b)) - Number(isOfRole(a))).slice(0, 1);
}

function holderOf(step: TaskRow, opened: OpenedStep, approvers: Approvers): string | null {
  return orNone(() => chooseApprover(factsOf(step, opened, approvers)))?.forPersonId ?? null;
}

function factsOf(step: TaskRow, { file, nowAt }: OpenedStep, approvers: Approvers): ApproverFacts {
  const at = plannedBy(step, file.events)?.at ?? step.openedAt ?? nowAt;
  return { role: step.role, ...approvers, at, sellerId: file.deal.ownerId };
}

/** The event by which the process last planned a step: who has it, and the instants of its clock. */
export function plannedBy(step: TaskRow, events: OpenedStep['file']['events']) {
  return events.findLast(event => isPlan(event) && event.data['taskId'] === step.id);
}

const isPlan = ({ type }: OpenedStep['file']['events'][number]): boolean => type === 'approval.requested' || type === 'approval.replanned';

/** Null where nobody holds the role any more: a page that explains must not fail over it. */
function orNone<T>(choose: () => T): T | null {
  try {
    return choose();
  } catch (error) {
    if (error instanceof RuleViolation) return null;
    throw error;
  }
}

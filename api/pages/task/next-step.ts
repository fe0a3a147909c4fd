import type { TaskRow } from '../../../db/pages/read-deal-file.ts';
import { chooseApprover } from '../../../domain/approval/choose-approver.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { Assignment } from './came-by.ts';
import type { OpenedStep } from './open-link.ts';

/** The step that is asked after this one; a kept approval is asked nothing. Null where this is the last. */
export function nextStep({ file: { task, tasks } }: OpenedStep): TaskRow | null {
  const route = tasks.filter(other => other.round === task.round && other.version === task.version && other.position > task.position);
  return route.find(step => step.keptFromVersion === null) ?? null;
}

/** Who has the next step, or who would get it today; null where that cannot be said. */
export function nextPersonName(opened: OpenedStep, { approvers, zone }: Assignment): string | null {
  const step = nextStep(opened);
  if (step === null) return null;
  const id = step.personId ?? expected(step, opened, { approvers, zone });
  return opened.people.get(id ?? '')?.name ?? null;
}

function expected({ role }: TaskRow, { file, nowAt }: OpenedStep, { approvers, zone }: Assignment): string | null {
  try {
    return chooseApprover({ role, ...approvers, onDate: dateInZone(nowAt, zone), sellerId: file.deal.ownerId }).personId;
  } catch (error) {
    if (error instanceof RuleViolation) return null;
    throw error;
  }
}

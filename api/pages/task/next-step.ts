import type { TaskRow } from '../../../db/pages/read-deal-file.ts';
import type { Approvers } from '../../../db/read/approvers.ts';
import { chooseApprover } from '../../../domain/approval/choose-approver.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { OpenedStep } from './open-link.ts';

/** The step that is asked after this one; a kept approval is asked nothing. Null where this is the last. */
export function nextStep({ file: { task, tasks } }: OpenedStep): TaskRow | null {
  const route = tasks.filter(other => other.round === task.round && other.version === task.version && other.position > task.position);
  return route.find(step => step.keptFromVersion === null) ?? null;
}

/** Who has the next step, or who would get it now; null where that cannot be said. */
export function nextPersonName(opened: OpenedStep, approvers: Approvers): string | null {
  const step = nextStep(opened);
  if (step === null) return null;
  const id = step.personId ?? expected(step, opened, approvers);
  return opened.people.get(id ?? '')?.name ?? null;
}

function expected({ role }: TaskRow, { file, nowAt }: OpenedStep, approvers: Approvers): string | null {
  try {
    return chooseApprover({ role, ...approvers, at: nowAt, sellerId: file.deal.ownerId }).personId;
  } catch (error) {
    if (error instanceof RuleViolation) return null;
    throw error;
  }
}

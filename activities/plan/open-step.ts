import { readApprovers } from '../../db/read/approvers.ts';
import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { type ApproverFacts, chooseApprover, keepsHandedStep } from '../../domain/approval/choose-approver.ts';
import type { ApprovalRole } from '../../domain/approval/policy.ts';
import { planRoundExpiry, planStepClock } from '../../domain/approval/step-clock.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import type { OpenStepPlan, ReplanStepInput, StepInput, StepReplan } from '../../workflows/ports.ts';
import { approvalTaskId } from '../record/project-approval.ts';

/** Who gets a step on the day it opens, and the instants of its clock in working time (Q2C.md 3). */
export async function openStep(db: Db, step: Omit<StepInput, 'packageId' | 'role'> & { role: ApprovalRole }): Promise<OpenStepPlan> {
  const policy = await readPolicy(db);
  const calendar = await readCalendar(db, policy);
  const chosen = chooseApprover({ role: step.role, ...(await approverFacts(db, { ...step, zone: policy.zone })) });
  const clock = planStepClock({ openedAt: step.now, slaMinutes: policy.slaMinutes[step.role], calendar });
  return { taskId: approvalTaskId(step), personId: chosen.personId, personVia: chosen.via, superiorId: chosen.superiorId, ...clock };
}

/**
 * The step in hand anew, after people, covers or the calendar have changed: who gets it today, and its clock from when it was
 * opened. Whoever was handed it keeps it while he may decide at all.
 */
export async function replanStep(db: Db, step: Omit<ReplanStepInput, 'role'> & { role: ApprovalRole }): Promise<StepReplan> {
  const plan = await openStep(db, step);
  const policy = await readPolicy(db);
  const calendar = await readCalendar(db, policy);
  const clock = planStepClock({ openedAt: step.openedAt, slaMinutes: policy.slaMinutes[step.role], calendar });
  const { people } = await approverFacts(db, { ...step, zone: policy.zone });
  return {
    ...plan,
    ...clock,
    taskId: step.taskId,
    ...(keepsHandedStep(step, people) ? { personId: step.personId, personVia: step.personVia } : {}),
    expiresAt: planRoundExpiry(step.roundStartedAt, policy.roundWorkingDays, calendar),
  };
}

/** Everybody and every cover, as the choice of an approver looks at them. */
export async function approverFacts(db: Db, { ownerId, now, zone }: { ownerId: string; now: string; zone: string }): Promise<Omit<ApproverFacts, 'role'>> {
  return { ...(await readApprovers(db)), onDate: dateInZone(now, zone), sellerId: ownerId };
}

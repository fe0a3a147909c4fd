import { and, eq } from 'drizzle-orm';
import { readApprovalRules } from '../../db/read/approval-table.ts';
import { readApprovers } from '../../db/read/approvers.ts';
import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import { approvalRoute, packageVersion } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { type ApproverFacts, chooseApprover, keepsHandedStep } from '../../domain/approval/choose-approver.ts';
import type { ApprovalRole } from '../../domain/approval/policy.ts';
import type { ApprovalRules } from '../../domain/approval/rules.ts';
import { planRoundExpiry, planStepClock } from '../../domain/approval/step-clock.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import type { OpenStepPlan, ReplanStepInput, StepInput, StepReplan } from '../../workflows/ports.ts';
import { approvalTaskId } from '../record/project-approval.ts';

type Step = Omit<StepInput, 'packageId' | 'role'> & { role: ApprovalRole };

/** The next step of a round that runs, by the rules that its route was planned with. */
export async function openStep(db: Db, step: Step): Promise<OpenStepPlan> {
  return planStep(db, step, await rulesOfRound(db, step));
}

/** Who gets a step on the day it opens, and the instants of its clock in working time (Q2C.md 3). */
export async function planStep(db: Db, step: Step, { slaMinutes }: ApprovalRules): Promise<OpenStepPlan> {
  const policy = await readPolicy(db);
  const calendar = await readCalendar(db, policy);
  const chosen = chooseApprover({ role: step.role, ...(await approverFacts(db, { ...step, zone: policy.zone })) });
  const clock = planStepClock({ openedAt: step.now, slaMinutes: slaMinutes[step.role], calendar });
  return { taskId: approvalTaskId(step), personId: chosen.personId, personVia: chosen.via, superiorId: chosen.superiorId, ...clock };
}

/**
 * The step in hand anew, after people, covers or the calendar have changed: who gets it today, and its clock from when it was
 * opened. Whoever was handed it keeps it while he may decide at all.
 */
export async function replanStep(db: Db, step: Omit<ReplanStepInput, 'role'> & { role: ApprovalRole }): Promise<StepReplan> {
  const rules = await rulesOfRound(db, step);
  const plan = await planStep(db, step, rules);
  const policy = await readPolicy(db);
  const calendar = await readCalendar(db, policy);
  const clock = planStepClock({ openedAt: step.openedAt, slaMinutes: rules.slaMinutes[step.role], calendar });
  const { people } = await approverFacts(db, { ...step, zone: policy.zone });
  return {
    ...plan,
    ...clock,
    taskId: step.taskId,
    ...(keepsHandedStep(step, people) ? { personId: step.personId, personVia: step.personVia } : {}),
    expiresAt: planRoundExpiry(step.roundStartedAt, rules.finalLimitWorkingDays, calendar),
  };
}

/** A round that runs keeps the rules it was planned with. Its route is on record before its first event, which the step's own row is not. */
async function rulesOfRound(db: Db, { dealId, version }: Pick<StepInput, 'dealId' | 'version'>): Promise<ApprovalRules> {
  const [route] = await db
    .select({ policyVersion: approvalRoute.policyVersion })
    .from(packageVersion)
    .innerJoin(approvalRoute, eq(approvalRoute.packageId, packageVersion.id))
    .where(and(eq(packageVersion.dealId, dealId), eq(packageVersion.version, version)));
  return readApprovalRules(db, route?.policyVersion ?? null);
}

/** Everybody and every cover, as the choice of an approver looks at them. */
export async function approverFacts(db: Db, { ownerId, now, zone }: { ownerId: string; now: string; zone: string }): Promise<Omit<ApproverFacts, 'role'>> {
  return { ...(await readApprovers(db)), onDate: dateInZone(now, zone), sellerId: ownerId };
}

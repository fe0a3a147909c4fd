import { and, eq } from 'drizzle-orm';
import { keepWeek, readKeptCalendar, readPersonCalendars } from '../../db/people/work-weeks.ts';
import { readApprovalRules } from '../../db/read/approval-table.ts';
import { readApprovers } from '../../db/read/approvers.ts';
import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import { approvalRoute, packageVersion } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { type ApproverFacts, chooseApprover, keepsHandedStep } from '../../domain/approval/choose-approver.ts';
import { nextTurnAt } from '../../domain/approval/next-turn.ts';
import type { ApprovalRole } from '../../domain/approval/policy.ts';
import type { ApprovalRules } from '../../domain/approval/rules.ts';
import { planRoundExpiry, planStepClock, type RunningClock, resumeStepClock } from '../../domain/approval/step-clock.ts';
import type { CompanyPolicy } from '../../domain/policy/company-policy.ts';
import type { OpenStepPlan, ReplanStepInput, StepInput, StepReplan } from '../../workflows/ports.ts';
import { approvalTaskId } from '../record/project-approval.ts';

type Step = Omit<StepInput, 'packageId' | 'role'> & { role: ApprovalRole };
type Replan = Omit<ReplanStepInput, 'role'> & { role: ApprovalRole };

/** The next step of a round that runs, by the rules that its route was planned with. */
export async function openStep(db: Db, step: Step): Promise<OpenStepPlan> {
  return planStep(db, step, await rulesOfRound(db, step));
}

/** Who gets a step at the instant it opens, until when by the covers that are known, and the instants of its clock in the working time of that person (Q2C.md 3). */
export async function planStep(db: Db, step: Step, { slaMinutes }: ApprovalRules): Promise<OpenStepPlan> {
  const policy = await readPolicy(db);
  const facts = { role: step.role, ...(await approverFacts(db, step)) };
  const { personId, via: personVia, superiorId } = chooseApprover(facts);
  const calendar = (await readPersonCalendars(db, policy))(personId);
  const marks = planStepClock({ openedAt: step.now, slaMinutes: slaMinutes[step.role], calendar });
  const clock = { weekId: await keepWeek(db, calendar), fromAt: step.now, usedMs: 0 };
  return { taskId: approvalTaskId(step), personId, personVia, superiorId, ...marks, clock, turnsAt: nextTurnAt(facts) };
}

/**
 * The step in hand anew: who gets it now, and its clock. The time that has been used stays used, counted by the week it was used in; the
 * rest runs by the week of whoever has it now. Whoever was handed it keeps it while he may decide at all, covers or not.
 */
export async function replanStep(db: Db, step: Replan): Promise<StepReplan> {
  const policy = await readPolicy(db);
  const rules = await rulesOfRound(db, step);
  const facts = { role: step.role, ...(await approverFacts(db, step)) };
  const chosen = chooseApprover(facts);
  const keeps = keepsHandedStep(step, facts);
  const holder = keeps ? { personId: step.personId, personVia: step.personVia, turnsAt: null } : { personId: chosen.personId, personVia: chosen.via, turnsAt: nextTurnAt(facts) };
  const calendar = (await readPersonCalendars(db, policy))(holder.personId);
  const { usedMs, marks } = resumeStepClock(await runningClock(db, policy, step), { now: step.now, slaMinutes: rules.slaMinutes[step.role], calendar });
  const clock = { weekId: await keepWeek(db, calendar), fromAt: step.now, usedMs };
  const expiresAt = planRoundExpiry(step.roundStartedAt, rules.finalLimitWorkingDays, await readCalendar(db, policy));
  return { taskId: step.taskId, ...holder, superiorId: chosen.superiorId, ...marks, clock, expiresAt };
}

/** The clock as the step was last planned. One from before people had hours of their own has run by the company's since the step was opened. */
async function runningClock(db: Db, policy: CompanyPolicy, { clock, openedAt, remindAt, dueAt, stuckAt }: Replan): Promise<RunningClock> {
  const [at50 = dueAt, at80 = dueAt] = remindAt;
  const marks = { remindAt: [at50, at80] as [string, string], dueAt, stuckAt };
  if (!clock) return { marks, fromAt: openedAt, usedMs: 0, calendar: await readCalendar(db, policy) };
  return { marks, fromAt: clock.fromAt, usedMs: clock.usedMs, calendar: await readKeptCalendar(db, policy, clock.weekId) };
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
export async function approverFacts(db: Db, { ownerId, now }: { ownerId: string; now: string }): Promise<Omit<ApproverFacts, 'role'>> {
  return { ...(await readApprovers(db)), at: now, sellerId: ownerId };
}

import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import { approvalPolicy, deal, invoice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { chooseApprover } from '../../domain/approval/choose-approver.ts';
import { approvalFacts, type Exposure } from '../../domain/approval/facts.ts';
import { planRoute } from '../../domain/approval/plan-route.ts';
import { planRoundExpiry } from '../../domain/approval/step-clock.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import type { RoundInput, RoundPlan } from '../../workflows/ports.ts';
import { type CustomerRow, loadCompany, loadDeal } from '../facts/deal-facts.ts';
import { freezePackage } from './freeze-package.ts';
import { approverFacts, openStep } from './open-step.ts';

/**
 * Freezes the draft, plans the route from the policy table in force, and opens its first step (Q2C.md 3).
 * Throws `unknown_user` where nobody could decide one of its steps: better said to the seller now than found half way.
 */
export async function prepareRound(db: Db, input: RoundInput): Promise<RoundPlan> {
  const { deal: row, customer } = await loadDeal(db, input.dealId);
  const company = await loadCompany(db);
  const { content, priced: _priced, ...pack } = await freezePackage(db, row, { key: `${row.id}:${input.round}:${row.draftRevision}`, now: input.now });
  const policy = await readPolicy(db);
  const calendar = await readCalendar(db, policy);
  const today = dateInZone(input.now, policy.zone);
  const table = await approvalTableInForce(db);
  const facts = approvalFacts(content, await exposureOf(db, { customer, dealId: row.id, grossMinor: pack.grossMinor, today }), today);
  const { steps } = planRoute(facts, table.rows, company.currency);
  const first = steps[0];
  if (!first) throw new Error(`the approval table of version ${table.version} names nobody for deal ${row.id}`);
  const { dealId, round, ownerId, now } = input;
  const everybody = await approverFacts(db, { ownerId, now, zone: policy.zone });
  for (const { role } of steps) chooseApprover({ role, ...everybody });
  const firstStep = await openStep(db, { dealId, version: pack.version, round, position: 0, role: first.role, ownerId, now });
  const { linkSeconds } = policy.undo;
  return { package: pack, policyVersion: table.version, undoSeconds: linkSeconds, expiresAt: planRoundExpiry(now, policy.roundWorkingDays, calendar), steps, firstStep };
}

async function approvalTableInForce(db: Db): Promise<typeof approvalPolicy.$inferSelect> {
  const [table] = await db.select().from(approvalPolicy).orderBy(desc(approvalPolicy.version)).limit(1);
  if (!table) throw new Error('the company has no approval table yet');
  return table;
}

/** How the customer stands: overdue debt, and whether open invoices, approved deals and this one pass the credit limit (Q2C.md 7). */
async function exposureOf(db: Db, facts: { customer: CustomerRow; dealId: string; grossMinor: number; today: string }): Promise<Exposure> {
  const { customer, dealId, grossMinor, today } = facts;
  const owed = sql<string>`coalesce(sum(${invoice.grossMinor} - ${invoice.creditedMinor} - ${invoice.paidMinor}), 0)`;
  const open = and(eq(invoice.customerId, customer.id), eq(invoice.status, 'open'));
  const [debt] = await db
    .select({ all: owed, overdue: sql<string>`coalesce(sum(${invoice.grossMinor} - ${invoice.creditedMinor} - ${invoice.paidMinor}) filter (where ${invoice.dueOn} < ${today}), 0)` })
    .from(invoice)
    .where(open);
  const [coming] = await db
    .select({ all: sql<string>`coalesce(sum(${deal.grossMinor}), 0)` })
    .from(deal)
    .where(and(eq(deal.customerId, customer.id), inArray(deal.stage, ['accepting', 'invoicing']), ne(deal.id, dealId)));
  const exposureMinor = Number(debt?.all ?? 0) + Number(coming?.all ?? 0) + grossMinor;
  return { grossMinor, customerOverdueMinor: Number(debt?.overdue ?? 0), overCreditLimit: customer.creditLimitMinor !== null && exposureMinor > customer.creditLimitMinor, marginPercent: null };
}

import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import { readApprovalTable } from '../../db/read/approval-table.ts';
import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import { approvalRoute, deal, invoice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { chooseApprover } from '../../domain/approval/choose-approver.ts';
import { approvalFacts, type Exposure } from '../../domain/approval/facts.ts';
import { judgedOnRoute } from '../../domain/approval/judged-fields.ts';
import { planRoute } from '../../domain/approval/plan-route.ts';
import { planRoundExpiry } from '../../domain/approval/step-clock.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import type { RoundInput, RoundPlan } from '../../workflows/ports.ts';
import { type CustomerRow, loadCompany, loadDeal } from '../facts/deal-facts.ts';
import { freezePackage } from './freeze-package.ts';
import { hashOf, keptApprovals } from './kept-approvals.ts';
import { approverFacts, planStep } from './open-step.ts';

/**
 * Freezes the draft, plans the route from the approval policy in force, keeps the approvals that nothing has changed for, and opens
 * the first step that must be asked (Q2C.md 3).
 * Throws `unknown_user` where nobody could decide one of its steps: better said to the seller now than found half way.
 */
export async function prepareRound(db: Db, input: RoundInput): Promise<RoundPlan> {
  const { deal: row, customer } = await loadDeal(db, input.dealId);
  const company = await loadCompany(db);
  const { content, priced: _priced, ...pack } = await freezePackage(db, row, { key: `${row.id}:${input.round}:${row.draftRevision}`, now: input.now });
  const policy = await readPolicy(db);
  const calendar = await readCalendar(db, policy);
  const today = dateInZone(input.now, policy.zone);
  const table = await readApprovalTable(db);
  const own = { grossMinor: pack.grossMinor, currency: content.currency };
  const facts = approvalFacts(content, await exposureOf(db, { customer, dealId: row.id, own, companyCurrency: company.currency, today }), today);
  const { steps } = planRoute(facts, table.rows, company.currency);
  if (steps.length === 0) throw new Error(`the approval table of version ${table.version} names nobody for deal ${row.id}`);
  const { dealId, round, ownerId, now } = input;
  const everybody = await approverFacts(db, { ownerId, now });
  for (const { role } of steps) chooseApprover({ role, ...everybody });
  const judged = steps.map(step => ({ role: step.role, why: step.why, fieldsHash: hashOf(judgedOnRoute(step, steps, { content, facts, rows: table.rows })) }));
  const { rules } = table;
  const kept = rules.keepUnchangedApprovals ? await keptApprovals(db, { dealId, now }, judged) : judged.map(() => null);
  const position = kept.indexOf(null);
  const first = steps[position];
  const firstStep = first ? await planStep(db, { dealId, version: pack.version, round, position, role: first.role, ownerId, now }, rules) : null;
  await keepRoute(db, { packageId: pack.packageId, dealId, policyVersion: table.version, facts, steps: judged, plannedAt: now });
  const route = steps.map(({ role, why }, index) => ({ role, why: why.map(reason => reason.rowId), kept: kept[index] ?? null }));
  return { package: pack, policyVersion: table.version, undoSeconds: rules.undoSeconds, expiresAt: planRoundExpiry(now, rules.finalLimitWorkingDays, calendar), steps: route, firstStep };
}

/** The words of the reasons stay here; the process carries the ids of their rows alone. */
async function keepRoute(db: Db, route: typeof approvalRoute.$inferInsert): Promise<void> {
  await db.insert(approvalRoute).values(route).onConflictDoUpdate({ target: approvalRoute.packageId, set: route });
}

type Standing = Readonly<{ customer: CustomerRow; dealId: string; own: Readonly<{ grossMinor: number; currency: string }>; companyCurrency: string; today: string }>;

/**
 * How the customer stands in the company's currency: overdue debt, and whether open invoices, approved deals and this one pass
 * the credit limit (Q2C.md 7). Sums of other currencies are never added to it; a deal in one has no sum to hold against a limit.
 */
async function exposureOf(db: Db, { customer, dealId, own, companyCurrency, today }: Standing): Promise<Exposure> {
  const owed = sql<string>`coalesce(sum(${invoice.grossMinor} - ${invoice.creditedMinor} - ${invoice.paidMinor}), 0)`;
  const open = and(eq(invoice.customerId, customer.id), eq(invoice.status, 'open'), eq(invoice.currency, companyCurrency));
  const [debt] = await db
    .select({ all: owed, overdue: sql<string>`coalesce(sum(${invoice.grossMinor} - ${invoice.creditedMinor} - ${invoice.paidMinor}) filter (where ${invoice.dueOn} < ${today}), 0)` })
    .from(invoice)
    .where(open);
  const [coming] = await db
    .select({ all: sql<string>`coalesce(sum(${deal.grossMinor}), 0)` })
    .from(deal)
    .where(and(eq(deal.customerId, customer.id), inArray(deal.stage, ['accepting', 'invoicing']), eq(deal.currency, companyCurrency), ne(deal.id, dealId)));
  const foreignCurrency = own.currency !== companyCurrency;
  const exposureMinor = Number(debt?.all ?? 0) + Number(coming?.all ?? 0) + (foreignCurrency ? 0 : own.grossMinor);
  return {
    grossMinor: foreignCurrency ? null : own.grossMinor,
    foreignCurrency,
    customerOverdueMinor: Number(debt?.overdue ?? 0),
    overCreditLimit: customer.creditLimitMinor !== null && exposureMinor > customer.creditLimitMinor,
    marginPercent: null,
  };
}

import { and, asc, eq } from 'drizzle-orm';
import { readPolicy } from '../../db/read/company-rules.ts';
import { appUser, hold, invoice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type Approver, requireLiftRole } from '../../domain/shipment/lift-right.ts';
import type { HeldDebt, LiftInput, LiftWeighed } from '../../workflows/ports.ts';
import { loadDeal } from '../facts/deal-facts.ts';
import { daysOverdue } from '../letters/debt-matter.ts';
import { owedMinor } from '../letters/invoice-matter.ts';

type HoldRow = typeof hold.$inferSelect;

/** May this person release the deal's shipments (Q2C.md 7), and over which debts: what the process records if so, or the rule's "no". */
export async function weighLift(db: Db, input: LiftInput): Promise<LiftWeighed> {
  try {
    return await weigh(db, input);
  } catch (error) {
    if (!(error instanceof RuleViolation) || (error.code !== 'not_entitled' && error.code !== 'hold_not_in_force')) throw error;
    return { outcome: 'refused', code: error.code, sentence: error.message, data: error.data };
  }
}

async function weigh(db: Db, { dealId, approverId, ownerId, now }: LiftInput): Promise<LiftWeighed> {
  const { shipmentOverDebt } = await readPolicy(db);
  const approver = await findApprover(db, approverId);
  const role = requireLiftRole(approver, { roles: shipmentOverDebt.approverRoles, sellerId: ownerId });
  const holds = await db
    .select()
    .from(hold)
    .where(and(eq(hold.dealId, dealId), eq(hold.type, 'shipment')))
    .orderBy(asc(hold.sinceAt));
  const inForce = holds.filter(each => each.liftedAt === null);
  if (approver === null || inForce.length === 0) {
    if (approver !== null && wasLiftedBy(approver.id, holds)) return { outcome: 'again' };
    throw new RuleViolation('hold_not_in_force', 'The shipments of this deal are not held.');
  }
  return { outcome: 'may', approverId: approver.id, role, debts: await readDebts(db, { dealId, held: inForce, now }), holdIds: inForce.map(each => each.id) };
}

async function findApprover(db: Db, approverId: string | null): Promise<Approver | null> {
  if (approverId === null) return null;
  const [row] = await db.select({ id: appUser.id, roles: appUser.roles, active: appUser.active }).from(appUser).where(eq(appUser.id, approverId));
  return row ?? null;
}

/** The hold that ended last was ended by this very person's word: asked again, that is no other matter. */
function wasLiftedBy(approverId: string, holds: readonly HoldRow[]): boolean {
  const last = holds.toSorted((a, b) => ((a.liftedAt ?? '') < (b.liftedAt ?? '') ? -1 : 1)).at(-1);
  return last?.liftedBy === 'decision' && last.approverId === approverId;
}

/** By the ledger of this moment: invoices past their due date, and those whose hold is in force. */
async function readDebts(db: Db, { dealId, held, now }: { dealId: string; held: readonly HoldRow[]; now: string }): Promise<HeldDebt[]> {
  const { customer } = await loadDeal(db, dealId);
  const rows = await db
    .select()
    .from(invoice)
    .where(and(eq(invoice.dealId, dealId), eq(invoice.status, 'open')))
    .orderBy(asc(invoice.instalment));
  return rows
    .map(row => ({ invoiceId: row.id, overdueMinor: owedMinor(row), overdueDays: daysOverdue({ row, customer }, now) }))
    .filter(({ invoiceId, overdueMinor, overdueDays }) => overdueMinor > 0 && (overdueDays > 0 || held.some(each => each.invoiceId === invoiceId)));
}

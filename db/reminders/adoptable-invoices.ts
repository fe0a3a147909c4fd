import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm';
import { chooseReminderPolicy } from '../../domain/dunning/choose-reminder-policy.ts';
import type { Segment } from '../../domain/dunning/policy.ts';
import type { PolicyVersion } from '../read/reminder-policies.ts';
import { type AdoptionScope, customer, deal, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Of an invoice what its ladder depends on, and its name: thousands are read at once. */
const columns = {
  ...{ id: invoice.id, dealId: invoice.dealId, customerId: invoice.customerId, number: invoice.number, status: invoice.status, dueOn: invoice.dueOn, issuedOn: invoice.issuedOn },
  ...{ grossMinor: invoice.grossMinor, paidMinor: invoice.paidMinor, creditedMinor: invoice.creditedMinor },
  ...{ reminderPolicyId: invoice.reminderPolicyId, reminderPolicyVersion: invoice.reminderPolicyVersion },
};
type Row = Pick<typeof invoice.$inferSelect, keyof typeof columns>;

/** An open invoice that would go by another version; `zone` is its customer's, `courtesyStopped`: who wants no reminders before the due date. */
export type AdoptableInvoice = Readonly<{ row: Row; dealTitle: string; customerName: string; segment: Segment; zone: string; clockAheadMs: number; courtesyStopped: boolean }>;

/** What is to be taken on: a version, saved or not yet, by what is in the scope, among the policies that are in force with it. */
export type Adopting = Readonly<{ next: Pick<PolicyVersion, 'policyId' | 'version' | 'policy'>; scope: AdoptionScope; inForce: readonly PolicyVersion[] }>;

/**
 * The open invoices within a scope whose customers the policy is chosen for, and which do not go by this version yet; in the order of
 * their deals. Those of customers whom another policy claims stay with that one.
 */
export async function listAdoptable(db: Db, adopting: Adopting): Promise<AdoptableInvoice[]> {
  const { scope } = adopting;
  return scope === 'new_deals' ? [] : (await openWithin(db, scope)).filter(takenOnBy(adopting));
}

/** The same, some at a time, so that nobody holds thousands of them at once; from behind a deal on, or from the first one (null). */
export async function* walkAdoptable(db: Db, adopting: Adopting, { afterDealId, atOnce }: { afterDealId: string | null; atOnce: number }): AsyncGenerator<AdoptableInvoice[]> {
  const { scope } = adopting;
  if (scope === 'new_deals') return;
  let from: SQL | undefined = afterDealId === null ? undefined : gt(invoice.dealId, afterDealId);
  for (;;) {
    const rows = await openWithin(db, scope, { from, limit: atOnce });
    yield rows.filter(takenOnBy(adopting));
    const last = rows.at(-1)?.row;
    if (!last || rows.length < atOnce) return;
    from = sql`(${invoice.dealId}, ${invoice.id}) > (${last.dealId}, ${last.id})`;
  }
}

type Opened = AdoptableInvoice & Readonly<{ payerType: typeof customer.$inferSelect.payerType }>;

function openWithin(db: Db, scope: Exclude<AdoptionScope, 'new_deals'>, part?: { from: SQL | undefined; limit: number }): Promise<Opened[]> {
  const found = db
    .select({
      ...{ row: columns, dealTitle: deal.title, clockAheadMs: deal.clockAheadMs, customerName: customer.name, zone: customer.timeZone },
      ...{ segment: customer.segment, payerType: customer.payerType, courtesyStopped: sql<boolean>`${customer.courtesyStoppedAt} is not null` },
    })
    .from(invoice)
    .innerJoin(customer, eq(customer.id, invoice.customerId))
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .where(and(eq(invoice.status, 'open'), scope === 'all_open' ? undefined : eq(customer.segment, scope.segment), part?.from))
    .orderBy(asc(invoice.dealId), asc(invoice.id))
    .$dynamic();
  return part ? found.limit(part.limit) : found;
}

function takenOnBy({ next, inForce }: Adopting): (opened: Opened) => boolean {
  const claiming = [...inForce.filter(each => each.policyId !== next.policyId), next].map(({ policyId, policy }) => ({ policyId, appliesTo: policy.appliesTo }));
  const isBound = ({ reminderPolicyId, reminderPolicyVersion }: Row): boolean => reminderPolicyId === next.policyId && reminderPolicyVersion === next.version;
  return ({ row, ...payer }) => chooseReminderPolicy(claiming, payer).policyId === next.policyId && !isBound(row);
}

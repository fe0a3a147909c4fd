import { and, asc, eq, sql } from 'drizzle-orm';
import { chooseReminderPolicy } from '../../domain/dunning/choose-reminder-policy.ts';
import type { Segment } from '../../domain/dunning/policy.ts';
import type { PolicyVersion } from '../read/reminder-policies.ts';
import { type AdoptionScope, customer, deal, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { InvoiceRow } from './ladder-of-invoice.ts';

/** An open invoice that would go by another version; `zone` is its customer's, `courtesyStopped`: who wants no reminders before the due date. */
export type AdoptableInvoice = Readonly<{ row: InvoiceRow; dealTitle: string; customerName: string; segment: Segment; zone: string; clockAheadMs: number; courtesyStopped: boolean }>;

/** What is to be taken on: a version, saved or not yet, by what is in the scope, among the policies that are in force with it. */
export type Adopting = Readonly<{ next: Pick<PolicyVersion, 'policyId' | 'version' | 'policy'>; scope: AdoptionScope; inForce: readonly PolicyVersion[] }>;

/**
 * The open invoices within a scope whose customers the policy is chosen for, and which do not go by this version yet; in the order of
 * their ids. Those of customers whom another policy claims stay with that one.
 */
export async function listAdoptable(db: Db, { next, scope, inForce }: Adopting): Promise<AdoptableInvoice[]> {
  if (scope === 'new_deals') return [];
  const rows = await db
    .select({
      ...{ row: invoice, dealTitle: deal.title, clockAheadMs: deal.clockAheadMs, customerName: customer.name, zone: customer.timeZone },
      ...{ segment: customer.segment, payerType: customer.payerType, courtesyStopped: sql<boolean>`${customer.courtesyStoppedAt} is not null` },
    })
    .from(invoice)
    .innerJoin(customer, eq(customer.id, invoice.customerId))
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .where(and(eq(invoice.status, 'open'), scope === 'all_open' ? undefined : eq(customer.segment, scope.segment)))
    .orderBy(asc(invoice.id));
  const claiming = [...inForce.filter(each => each.policyId !== next.policyId), next].map(({ policyId, policy }) => ({ policyId, appliesTo: policy.appliesTo }));
  const isBound = (row: InvoiceRow): boolean => row.reminderPolicyId === next.policyId && row.reminderPolicyVersion === next.version;
  return rows.filter(({ row, ...payer }) => chooseReminderPolicy(claiming, payer).policyId === next.policyId && !isBound(row));
}

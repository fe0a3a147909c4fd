import { and, asc, eq, sql } from 'drizzle-orm';
import { type PolicyVersion, readPoliciesInForce } from '../read/reminder-policies.ts';
import { type Actor, customer, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { versionFor } from './pin-policy.ts';
import { tellToPlanAnew } from './tell-to-plan-anew.ts';

/** Whose policies, by whose change; the command id makes a repeat harmless. */
export type PolicyNewsOf = Readonly<{ customerId: string; actor: Actor; commandId: string; now: string }>;

/**
 * The policies of a customer's open invoices, chosen anew after its segment or payer type has changed (DN10): what was sent stays sent, the
 * next rung goes by the new policy. Call it after the change, in its transaction. Answers the outbox ids of the deals that plan anew.
 */
export async function chooseAnew(db: Db, { customerId, actor, now, commandId }: PolicyNewsOf): Promise<string[]> {
  const [payer] = await db.select({ segment: customer.segment, payerType: customer.payerType }).from(customer).where(eq(customer.id, customerId)).for('update');
  if (!payer) return [];
  const chosen = versionFor(await readPoliciesInForce(db), payer);
  const open = await db
    .select({ id: invoice.id, dealId: invoice.dealId, policyId: invoice.reminderPolicyId, version: invoice.reminderPolicyVersion })
    .from(invoice)
    .where(and(eq(invoice.customerId, customerId), eq(invoice.status, 'open')))
    .orderBy(asc(invoice.id))
    .for('update');
  // A version that is no longer in force stays where the policy is the same: a new one is taken on by an adoption.
  const moved = open.filter(({ policyId }) => policyId !== chosen.policyId);
  await bind(
    db,
    moved.map(each => each.id),
    chosen,
  );
  return tellToPlanAnew(
    db,
    moved.map(each => each.dealId),
    { cause: `policy-${commandId}`, actor, now },
  );
}

/** Binds invoices to a version, whatever they were bound to. They are locked by whoever asks. */
export async function bind(db: Db, invoiceIds: readonly string[], { policyId, version }: Pick<PolicyVersion, 'policyId' | 'version'>): Promise<void> {
  await db
    .update(invoice)
    .set({ reminderPolicyId: policyId, reminderPolicyVersion: version })
    .where(sql`${invoice.id} = any(${sql.param([...invoiceIds])})`);
}

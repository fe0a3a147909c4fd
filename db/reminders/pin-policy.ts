import { and, eq, isNull } from 'drizzle-orm';
import { chooseReminderPolicy, type Payer } from '../../domain/dunning/choose-reminder-policy.ts';
import { type PolicyVersion, readPoliciesInForce } from '../read/reminder-policies.ts';
import { customer, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** The version that plans new invoices of a customer. */
export function versionFor(policies: readonly PolicyVersion[], payer: Payer): PolicyVersion {
  const { policyId } = chooseReminderPolicy(
    policies.map(({ policyId: id, policy }) => ({ policyId: id, appliesTo: policy.appliesTo })),
    payer,
  );
  const chosen = policies.find(each => each.policyId === policyId);
  if (!chosen) throw new Error(`the policy ${policyId} is not among those in force`);
  return chosen;
}

/** Binds an invoice that is being issued to the version in force for its customer; one that is bound stays. Belongs into the transaction of the issue. */
export async function pinReminderPolicy(db: Db, invoiceId: string): Promise<void> {
  const [payer] = await db.select({ segment: customer.segment, payerType: customer.payerType }).from(invoice).innerJoin(customer, eq(customer.id, invoice.customerId)).where(eq(invoice.id, invoiceId));
  if (!payer) throw new Error(`invoice ${invoiceId} is not in the database`);
  const { policyId, version } = versionFor(await readPoliciesInForce(db), payer);
  await db
    .update(invoice)
    .set({ reminderPolicyId: policyId, reminderPolicyVersion: version })
    .where(and(eq(invoice.id, invoiceId), isNull(invoice.reminderPolicyId)));
}

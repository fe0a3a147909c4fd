import { and, desc, eq } from 'drizzle-orm';
import type { PayerType } from '../../domain/dunning/policy.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import { chooseAnew } from '../reminders/choose-anew.ts';
import { change, customer } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

type Decision = Readonly<{ customerId: string; payerType: PayerType | null; reason: string; by: By; commandId: string }>;

/**
 * A person's word on how a customer pays (SG3); open invoices take on the reminder policy for it from their next rung (DN10). The same
 * type again changes nothing. Throws `not_found`.
 */
export async function decidePayerType(db: Db, { customerId, payerType, reason, by, commandId }: Decision): Promise<void> {
  const [before] = await db.select({ payerType: customer.payerType }).from(customer).where(eq(customer.id, customerId)).for('update');
  if (!before) throw new RuleViolation('not_found', `There is no customer ${customerId}.`);
  if (before.payerType === payerType) return;
  await db.update(customer).set({ payerType }).where(eq(customer.id, customerId));
  await recordChange(db, by, { what: 'payer_type.decided', subjectId: customerId, before: { payerType: before.payerType, reason: null }, after: { payerType, reason } });
  await chooseAnew(db, { customerId, ...by, commandId });
}

/** The last such word, with who said it, when and why; null where nobody has. */
export async function readPayerDecision(db: Db, customerId: string): Promise<typeof change.$inferSelect | null> {
  const [row] = await db
    .select()
    .from(change)
    .where(and(eq(change.subjectId, customerId), eq(change.what, 'payer_type.decided')))
    .orderBy(desc(change.seq))
    .limit(1);
  return row ?? null;
}

import { eq } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { payment } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type LockedPayment = typeof payment.$inferSelect & Readonly<{ restMinor: number }>;

/** Locks a payment for a decision about it; `restMinor` is what stands nowhere yet. A payment is locked before the invoices it goes to. Throws `not_found`. */
export async function lockPayment(db: Db, paymentId: string): Promise<LockedPayment> {
  const [row] = await db.select().from(payment).where(eq(payment.id, paymentId)).for('update');
  if (row === undefined) throw new RuleViolation('not_found', `There is no payment ${paymentId}.`);
  return { ...row, restMinor: row.amountMinor - row.allocatedMinor };
}

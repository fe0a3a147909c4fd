import { eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { recordChange } from '../changes/record-change.ts';
import { stableId } from '../ids.ts';
import { note, payment } from '../schema/index.ts';
import { unitOfWork } from '../unit-of-work.ts';
import type { Decision } from './allocate-payment.ts';
import { lockPayment } from './lock-payment.ts';

/** What the rest of a payment is, where it pays no invoice: `credited` to the customer until it is applied, or `ignored` because it is no debt's payment at all. */
export type Aside = 'credited' | 'ignored';

/**
 * Takes the rest of a payment out of the queue by a decision, with its reason. Repeated it changes nothing; a later allocation may still use the rest.
 * Throws `not_found`, and `over_allocated` where nothing is left of the payment.
 */
export async function setPaymentAside(pool: Pool, { paymentId, as, reason }: { paymentId: string; as: Aside; reason: string | null }, { actor, now }: Decision): Promise<void> {
  await unitOfWork(pool, async db => {
    const row = await lockPayment(db, paymentId);
    if (row.status === as) return;
    if (row.restMinor === 0) throw new RuleViolation('over_allocated', 'Nothing is left of this payment: all of it stands on invoices.', { rest: { value: 0, currency: row.currency } });
    await db.update(payment).set({ status: as }).where(eq(payment.id, paymentId));
    await recordChange(db, { actor, now }, { what: `payment.${as}`, subjectId: paymentId, before: { status: row.status, reason: null }, after: { status: as, reason } });
    if (reason !== null) await db.insert(note).values({ id: stableId('note', paymentId, as, now), text: reason, authorType: actor.type, authorId: actor.id, createdAt: now });
  });
}

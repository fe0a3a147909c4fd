import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { recordChange } from '../changes/record-change.ts';
import { newId } from '../ids.ts';
import { type Actor, bankAccount, type Party, payment } from '../schema/index.ts';
import { type Db, unitOfWork } from '../unit-of-work.ts';
import { matchPayments } from './match-payments.ts';

/** A payment that somebody types or a machine sends, without a bank file. */
export type PaymentOrder = Readonly<{ externalId: string; amountMinor: number; currency: string; receivedOn: string; payer: Party; purpose: string; accountId: string | null }>;

export type RecordedPayment = Readonly<{ paymentId: string; repeated: boolean; outboxIds: readonly string[] }>;

/**
 * Records a payment and places it where the evidence suffices, in one unit of work. The same external id with the same content answers the same payment;
 * with other content it throws `payment_exists`. Throws `unknown_account`, `currency_mismatch`.
 */
export async function recordPayment(pool: Pool, order: PaymentOrder, { actor, now }: { actor: Actor; now: string }): Promise<RecordedPayment> {
  const requestSha256 = contentHash(order);
  return unitOfWork(pool, async db => {
    await requireAccount(db, order);
    const dedupKey = createHash('sha256')
      .update(JSON.stringify(['api', order.externalId]))
      .digest('hex');
    const row = { ...order, id: newId('pay'), source: 'api', dedupKey, requestSha256, status: 'to_review' as const, createdAt: now };
    const [inserted] = await db.insert(payment).values(row).onConflictDoNothing().returning({ id: payment.id });
    if (inserted === undefined) return { paymentId: await samePayment(db, dedupKey, requestSha256), repeated: true, outboxIds: [] };
    await recordChange(db, { actor, now }, { what: 'payment.recorded', subjectId: inserted.id, before: null, after: { ...order } });
    const { outboxIds } = await matchPayments(db, { payments: [row], actor, now });
    return { paymentId: inserted.id, repeated: false, outboxIds };
  });
}

async function requireAccount(db: Db, { accountId, currency }: PaymentOrder): Promise<void> {
  if (accountId === null) return;
  const [account] = await db.select({ currency: bankAccount.currency }).from(bankAccount).where(eq(bankAccount.id, accountId));
  if (account === undefined) throw new RuleViolation('unknown_account', `There is no bank account ${accountId} of the company.`, { pointer: '#/account_id', account_id: accountId });
  if (account.currency !== currency) throw new RuleViolation('currency_mismatch', `The account is in ${account.currency}, the payment in ${currency}.`, { pointer: '#/amount/currency' });
}

async function samePayment(db: Db, dedupKey: string, requestSha256: string): Promise<string> {
  const [row] = await db.select({ id: payment.id, requestSha256: payment.requestSha256 }).from(payment).where(eq(payment.dedupKey, dedupKey));
  if (row === undefined) throw new Error('the payment that was in the way is gone');
  if (row.requestSha256 !== requestSha256)
    throw new RuleViolation('payment_exists', 'This external id already stands for a payment with other content.', { payment_id: row.id, pointer: '#/external_id' });
  return row.id;
}

/** The content as the asker gave it, in a fixed order: two orders with one hash ask for the same thing. */
function contentHash({ externalId, amountMinor, currency, receivedOn, payer, purpose, accountId }: PaymentOrder): string {
  const content = [externalId, amountMinor, currency, receivedOn, payer.name ?? null, payer.taxId ?? null, payer.iban ?? null, purpose, accountId];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

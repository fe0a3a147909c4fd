import type { Pool } from 'pg';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import { unitOfWork } from '../unit-of-work.ts';
import { lockPayment } from './lock-payment.ts';
import { type LockedInvoice, lockInvoices } from './open-invoices.ts';
import { placeAllocations } from './place-allocations.ts';

export type Share = Readonly<{ invoiceId: string; amountMinor: number; currency: string }>;
export type Decision = By;

/**
 * Splits a payment over invoices by a person's decision; answers the outbox ids.
 * Throws `not_found`, `unknown_invoice`, `invoice_not_open`, `currency_mismatch`, and `over_allocated` whose data name the rest of the payment or of the invoice.
 */
export async function allocatePayment(pool: Pool, { paymentId, shares }: { paymentId: string; shares: readonly Share[] }, { actor, now }: Decision): Promise<string[]> {
  return unitOfWork(pool, async db => {
    const payment = await lockPayment(db, paymentId);
    const locked = await lockInvoices(db, [...new Set(shares.map(share => share.invoiceId))].sort());
    const wantedMinor = shares.reduce((sum, share) => sum + share.amountMinor, 0);
    if (wantedMinor > payment.restMinor) {
      throw new RuleViolation('over_allocated', `The payment has ${payment.restMinor} left; ${wantedMinor} was to be allocated (in minor units).`, {
        pointer: '#/allocations',
        rest: { value: payment.restMinor, currency: payment.currency },
      });
    }
    shares.forEach((share, at) => {
      requirePlace(shares, { at, invoice: locked.get(share.invoiceId), currency: payment.currency });
    });
    const parts = shares.map(({ invoiceId, amountMinor }) => ({ invoiceId, amountMinor, paymentId, evidence: [{ kind: 'decision', detail: actor.id }] }));
    await recordChange(db, { actor, now }, { what: 'payment.allocated', subjectId: paymentId, before: null, after: { allocations: shares } });
    return placeAllocations(db, { parts, locked, actor, now });
  });
}

/** Refuses a share that its invoice cannot take; several shares of one invoice count together. */
function requirePlace(shares: readonly Share[], { at, invoice, currency }: { at: number; invoice: LockedInvoice | undefined; currency: string }): void {
  const pointer = `#/allocations/${at}`,
    given = shares[at]?.currency;
  if (given !== currency) throw new RuleViolation('currency_mismatch', `The payment is in ${currency}, the share in ${given}.`, { pointer: `${pointer}/amount/currency` });
  if (invoice === undefined) throw new RuleViolation('unknown_invoice', `There is no invoice ${shares[at]?.invoiceId}.`, { pointer: `${pointer}/invoice_id` });
  if (invoice.currency !== currency) throw new RuleViolation('currency_mismatch', `The payment is in ${currency}, the invoice in ${invoice.currency}.`, { pointer });
  if (invoice.status !== 'open' && invoice.status !== 'paid') throw new RuleViolation('invoice_not_open', `The invoice ${invoice.number ?? invoice.id} is ${invoice.status}.`, { pointer });
  const wantedMinor = shares
    .slice(0, at + 1)
    .filter(share => share.invoiceId === invoice.id)
    .reduce((sum, share) => sum + share.amountMinor, 0);
  if (wantedMinor > invoice.remainingMinor) {
    throw new RuleViolation('over_allocated', `The invoice ${invoice.number ?? invoice.id} has ${invoice.remainingMinor} left to pay (in minor units).`, {
      pointer,
      invoice_id: invoice.id,
      rest: { value: invoice.remainingMinor, currency },
    });
  }
}

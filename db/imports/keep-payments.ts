import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { ImportedPayment } from '../../domain/imports/receivables.ts';
import { recordChange } from '../changes/record-change.ts';
import { newId } from '../ids.ts';
import { lockInvoices } from '../money/open-invoices.ts';
import { placeAllocations } from '../money/place-allocations.ts';
import { payment } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { type ImportContext, noonOf } from './import-context.ts';
import { importSource } from './keep-invoice.ts';
import { Refused, type ReportedRefusal } from './refused.ts';

export type KeptPayments = Readonly<{ recorded: number; duplicates: number; refused: readonly ReportedRefusal[]; outboxIds: readonly string[] }>;

type Target = Readonly<{ invoiceId: string; isNewDeal: boolean }>;

/**
 * Records the payments of one invoice and places each on it under its own date, the oldest first. One that was imported before is passed over; one that the invoice
 * cannot take is refused. The deal is told unless it is new, for a new deal begins with what was paid.
 */
export async function keepPayments(db: Db, { payments, ...target }: Target & { payments: readonly ImportedPayment[] }, context: ImportContext): Promise<KeptPayments> {
  const refused: ReportedRefusal[] = [],
    outboxIds: string[] = [];
  let recorded = 0,
    duplicates = 0;
  for (const given of payments.toSorted((a, b) => (a.receivedOn < b.receivedOn ? -1 : 1))) {
    try {
      const told = await keepPayment(db, { given, ...target }, context);
      if (told === null) duplicates += 1;
      else recorded += 1;
      outboxIds.push(...(told ?? []));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.push(error.row);
    }
  }
  return { recorded, duplicates, refused, outboxIds };
}

/** Answers the outbox ids, or null for a payment on record. Two imports of one payment meet at the lock of its invoice, so looking before writing is enough; the unique key stands behind it. */
async function keepPayment(db: Db, { given, invoiceId, isNewDeal }: Target & { given: ImportedPayment }, context: ImportContext): Promise<readonly string[] | null> {
  const { line, externalId, invoiceNumber, amountMinor, currency, receivedOn, payer, purpose } = given;
  const locked = await lockInvoices(db, [invoiceId]),
    remainingMinor = locked.get(invoiceId)?.remainingMinor ?? 0;
  const dedupKey = hash([importSource, externalId]),
    requestSha256 = hash([invoiceNumber, amountMinor, currency, receivedOn]);
  const [known] = await db.select({ requestSha256: payment.requestSha256 }).from(payment).where(eq(payment.dedupKey, dedupKey));
  if (known?.requestSha256 === requestSha256) return null;
  if (known) throw new Refused({ line, field: 'payment_external_id', code: 'payment_exists', reason: `The payment ${externalId} was imported before with other content.` });
  if (remainingMinor < amountMinor)
    throw new Refused({ line, field: 'amount', code: 'over_allocated', reason: `Of the invoice ${invoiceNumber} only ${remainingMinor} is left to pay (in minor units).` });
  const paymentId = newId('pay');
  await db.insert(payment).values({
    id: paymentId,
    source: importSource,
    dedupKey,
    externalId,
    requestSha256,
    accountId: context.accountIds.get(currency) ?? null,
    amountMinor,
    currency,
    receivedOn,
    payer,
    purpose,
    lineNo: line,
    status: 'to_review',
    createdAt: context.now,
  });
  await recordChange(db, context, { what: 'payment.recorded', subjectId: paymentId, before: null, after: { externalId, amountMinor, currency, receivedOn, invoiceNumber } });
  const parts = [{ paymentId, invoiceId, amountMinor, evidence: [{ kind: 'import', detail: invoiceNumber }] }];
  return placeAllocations(db, { parts, locked, actor: context.actor, now: noonOf(receivedOn, context), isKnown: isNewDeal });
}

function hash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

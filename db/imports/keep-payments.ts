import { createHash } from 'node:crypto';
import type { ImportedPayment } from '../../domain/imports/receivables.ts';
import { newId } from '../ids.ts';
import { lockInvoices } from '../money/open-invoices.ts';
import { placeAllocations } from '../money/place-allocations.ts';
import { payment } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { type ImportContext, noonOf } from './import-context.ts';
import { importSource } from './keep-invoice.ts';
import { type ReportedRefusal } from './refused.ts';

export type KeptPayments = Readonly<{ recorded: number; duplicates: number; refused: readonly ReportedRefusal[]; outboxIds: readonly string[] }>;

/**
 * Records the payments of one invoice and places each on it with its own date, the oldest first. One that was imported before is passed over; one that the invoice
 * cannot take is refused. The deal is told unless it is new, for a new deal begins with what was paid.
 */
export async function keepPayments(db: Db, { invoiceId, payments, isNewDeal }: { invoiceId: string; payments: readonly ImportedPayment[]; isNewDeal: boolean }, context: ImportContext): Promise<KeptPayments> {
  const refused: ReportedRefusal[] = [], outboxIds: string[] = [];
  let recorded = 0, duplicates = 0;
  for (const given of payments.toSorted((a, b) => (a.receivedOn < b.receivedOn ? -1 : 1))) {
    const locked = await lockInvoices(db, [invoiceId]), target = locked.get(invoiceId), paymentId = newId('pay');
    const isKnown = await isRecorded(db, given);
    if (isKnown) { duplicates += 1; continue; }
    if (target === undefined || target.remainingMinor < given.amountMinor) {
      refused.push({ line: given.line, field: 'amount', code: 'over_allocated', reason: `Of the invoice ${given.invoiceNumber} only ${target?.remainingMinor ?? 0} are left to pay (in minor units).` });
      continue;
    }
    await db.insert(payment).values({
      id: paymentId, source: importSource, dedupKey: dedupKeyOf(given), externalId: given.externalId, accountId: context.accountId, amountMinor: given.amountMinor, currency: given.currency, receivedOn: given.receivedOn,
      payer: given.payer, purpose: given.purpose, lineNo: given.line, status: 'to_review', createdAt: context.now,
    });
    const parts = [{ paymentId, invoiceId, amountMinor: given.amountMinor, evidence: [{ kind: 'import', detail: given.invoiceNumber }] }];
    outboxIds.push(...(await placeAllocations(db, { parts, locked, actor: context.actor, now: noonOf(given.receivedOn, context), isKnown: isNewDeal })));
    recorded += 1;
  }
  return { recorded, duplicates, refused, outboxIds };
}

/** Two imports of one payment meet at its invoice's lock, so a look before the write is enough; the unique key stands behind it. */
async function isRecorded(db: Db, given: ImportedPayment): Promise<boolean> {
  return (await db.$count(payment, eqKey(given))) > 0;
}

import { findInvoiceNumbers } from '../../domain/matching/find-invoice-numbers.ts';
import { canonicalInvoiceNumber } from '../../domain/matching/invoice-number.ts';
import { matchPayment } from '../../domain/matching/match-payment.ts';
import { defaultMatchingPolicy, type OpenInvoice } from '../../domain/matching/matching.ts';
import { findPaymentReferences } from '../../domain/reference/payment-reference.ts';
import type { Actor, Party } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { lockInvoices, readInvoiceNames, readOpenInvoices } from './open-invoices.ts';
import { type Part, placeAllocations } from './place-allocations.ts';

/** A payment that was just recorded and has not been placed anywhere. */
export type NewPayment = Readonly<{ id: string; amountMinor: number; currency: string; receivedOn: string; payer: Party; purpose: string }>;

export type Matched = Readonly<{ allocatedIds: ReadonlySet<string>; outboxIds: readonly string[] }>;

/**
 * Places new payments on the invoices their purposes name, where the evidence suffices (Q2C.md 5); the rest stay for review.
 * The named invoices are locked in id order before they are read, so what is decided here still holds at commit. In the order given, a payment meets the rest that earlier ones left.
 */
export async function matchPayments(db: Db, { payments, actor, now }: { payments: readonly NewPayment[]; actor: Actor; now: string }): Promise<Matched> {
  const namedBy = namesOf(await readInvoiceNames(db));
  const named = new Map(payments.map(one => [one.id, namedBy(one.purpose)]));
  const ids = [...new Set([...named.values()].flat())].sort();
  const locked = await lockInvoices(db, ids);
  const open = new Map((ids.length === 0 ? [] : await readOpenInvoices(db, ids)).map(invoice => [invoice.invoiceId, invoice]));
  const parts = payments.flatMap(one => partsOf(one, { open, ids: named.get(one.id) ?? [] }));
  const outboxIds = await placeAllocations(db, { parts, locked, actor, now });
  return { allocatedIds: new Set(parts.map(part => part.paymentId)), outboxIds };
}

/** Only invoices that a purpose names by reference or number can be paid without a person, so only they need to be locked and asked. */
function namesOf(names: Awaited<ReturnType<typeof readInvoiceNames>>): (purpose: string) => string[] {
  const byNumber = Map.groupBy(names, name => canonicalInvoiceNumber(name.number ?? ''));
  const byReference = new Map(names.map(name => [name.reference, name.invoiceId]));
  return purpose => [
    ...new Set([
      ...findPaymentReferences(purpose).flatMap(reference => byReference.get(reference) ?? []),
      ...findInvoiceNumbers(purpose).flatMap(number => (byNumber.get(canonicalInvoiceNumber(number)) ?? []).map(name => name.invoiceId)),
    ]),
  ];
}

function partsOf(one: NewPayment, { open, ids }: { open: Map<string, OpenInvoice>; ids: readonly string[] }): Part[] {
  const decision = matchPayment({ payment: one, openInvoices: ids.flatMap(id => open.get(id) ?? []) }, defaultMatchingPolicy);
  if (decision.decision === 'review') return [];
  for (const { invoiceId, amountMinor } of decision.allocations) {
    const invoice = open.get(invoiceId);
    if (invoice) open.set(invoiceId, { ...invoice, remainingMinor: invoice.remainingMinor - amountMinor });
  }
  return decision.allocations.map(({ invoiceId, amountMinor, evidence }) => ({ paymentId: one.id, invoiceId, amountMinor, evidence }));
}

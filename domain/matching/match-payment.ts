import type { Allocation, Evidence, IncomingPayment, MatchDecision, MatchingPolicy, OpenInvoice, ReviewReason, ReviewReasonKind } from './matching.ts';
import { findNamedInvoices, type NamedInvoices } from './named-invoices.ts';
import { isReturnedPayment } from './normalise-purpose.ts';
import { payerEvidence } from './payer-evidence.ts';
import { rankCandidates } from './rank-candidates.ts';

/**
 * Answers where a payment belongs (Q2C.md 5): allocated by itself only where the purpose names the invoice by reference or number, the payer is its customer
 * and the sums tie; else a review with ranked candidates. One named invoice may be paid in part, several named ones only in full; an overpayment books nothing.
 * Sums in minor units; an allocation never exceeds the payment or the remainder of its invoice (INV-3). Invoices of another currency do not exist for it.
 */
export function matchPayment({ payment, openInvoices }: { payment: IncomingPayment; openInvoices: readonly OpenInvoice[] }, policy: MatchingPolicy): MatchDecision {
  const unfit = whyNeverMatched(payment);
  if (unfit !== null) return { decision: 'review', candidates: [], reasons: [unfit] };
  const payable = openInvoices.filter(invoice => invoice.currency === payment.currency && invoice.remainingMinor > 0);
  const found = findNamedInvoices(payment.purpose, payment.payer, payable);
  const reasons = whyNotByItself(payment, found, policy);
  if (reasons.length > 0) return { decision: 'review', candidates: rankCandidates(payment, found, { openInvoices: payable, policy }), reasons };
  return { decision: 'allocate', allocations: allocationsOf(payment, found), unallocatedMinor: 0 };
}

function whyNeverMatched({ direction, amountMinor, purpose }: IncomingPayment): ReviewReason | null {
  if (direction !== undefined && direction !== 'in') return reason('not_incoming', direction);
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) return reason('not_positive', String(amountMinor));
  return isReturnedPayment(purpose) ? reason('returned_payment', '') : null;
}

/** Every reason against allocating without a person; none means the evidence suffices. */
function whyNotByItself(payment: IncomingPayment, { named, ambiguous, unresolved }: NamedInvoices, policy: MatchingPolicy): readonly ReviewReason[] {
  const invoices = [...named.keys()];
  if (invoices.length === 0) return unresolved.length > 0 ? unresolved.map(citation => reason('cited_but_not_open', citation)) : [reason('nothing_named', '')];
  const openMinor = invoices.reduce((sum, invoice) => sum + invoice.remainingMinor, 0);
  const isExact = payment.amountMinor === openMinor;
  const reasons = ambiguous.map(citation => reason('ambiguous_number', citation));
  for (const invoice of invoices) {
    const payer = payerEvidence(payment.payer, invoice);
    if (payer.kind === 'payer_differs' || payer.kind === 'payer_unknown') reasons.push(reason(payer.kind, invoice.invoiceId));
    const isAllowed = (named.get(invoice) ?? []).some(({ kind }) => (kind === 'reference' || kind === 'number') && policy.allocateBy.includes(kind));
    if (!isAllowed) reasons.push(reason('policy', invoice.invoiceId));
  }
  if (payment.amountMinor > openMinor) reasons.push(reason('overpayment', String(payment.amountMinor - openMinor)));
  if (payment.amountMinor < openMinor && invoices.length > 1) reasons.push(reason('part_of_several', String(openMinor - payment.amountMinor)));
  if (!isExact) reasons.push(...unresolved.map(citation => reason('cited_but_not_open', citation)));
  return reasons;
}

function allocationsOf(payment: IncomingPayment, { named }: NamedInvoices): readonly Allocation[] {
  let leftMinor = payment.amountMinor;
  return [...named].map(([invoice, citations]) => {
    const amountMinor = Math.min(leftMinor, invoice.remainingMinor);
    leftMinor -= amountMinor;
    const sum: Evidence = { kind: amountMinor === invoice.remainingMinor ? 'amount_exact' : 'part_payment', detail: String(amountMinor) };
    return { invoiceId: invoice.invoiceId, amountMinor, evidence: [...citations, payerEvidence(payment.payer, invoice), sum] };
  });
}

function reason(kind: ReviewReasonKind, detail: string): ReviewReason {
  return { kind, detail };
}

import type { Candidate, Evidence, EvidenceKind, IncomingPayment, MatchingPolicy, OpenInvoice } from './matching.ts';
import type { NamedInvoices } from './named-invoices.ts';
import { findCitedDates } from './normalise-purpose.ts';
import { findOnlySubset } from './only-subset.ts';
import { isOwnedByPayer, payerEvidence } from './payer-evidence.ts';

/** Strongest first (Q2C.md 5): a reference outweighs a number, a number the sum, the sum the date. A score ranks, it never decides. */
const weights: Readonly<Record<EvidenceKind, number>> = {
  reference: 50,
  number: 40,
  exact_sum: 22,
  payer_tax_id: 20,
  payer_iban: 18,
  number_tail: 15,
  only_subset: 12,
  amount_exact: 10,
  cited_date: 5,
  part_payment: 2,
  payer_unknown: 0,
  payer_differs: -10,
};

/** Answers the invoices a person should look at first, each with its evidence: the named ones, the payer's own, and any whose remainder is the very sum. Ties go to the older due date. */
export function rankCandidates(payment: IncomingPayment, found: NamedInvoices, { openInvoices, policy }: { openInvoices: readonly OpenInvoice[]; policy: MatchingPolicy }): readonly Candidate[] {
  const own = openInvoices.filter(invoice => isOwnedByPayer(payment.payer, invoice));
  const subset = findOnlySubset(payment.amountMinor, own, policy) ?? [];
  const cited = new Set(findCitedDates(payment.purpose));
  const evidenceOf = (invoice: OpenInvoice): readonly Evidence[] => {
    const weak = found.weak.get(invoice);
    const isExact = invoice.remainingMinor === payment.amountMinor;
    return [
      ...(found.named.get(invoice) ?? []),
      ...(weak === undefined ? [] : [weak]),
      payerEvidence(payment.payer, invoice),
      ...(isExact ? [{ kind: 'exact_sum', detail: String(invoice.remainingMinor) } as const] : []),
      ...(subset.includes(invoice) ? [{ kind: 'only_subset', detail: String(subset.length) } as const] : []),
      ...(cited.has(invoice.issuedOn) ? [{ kind: 'cited_date', detail: invoice.issuedOn } as const] : []),
    ];
  };
  const concerned = new Set([...found.named.keys(), ...own, ...openInvoices.filter(invoice => invoice.remainingMinor === payment.amountMinor)]);
  return [...concerned]
    .map(invoice => ({ invoice, evidence: evidenceOf(invoice) }))
    .map(({ invoice, evidence }) => ({ invoice, evidence, score: scoreOf(evidence) }))
    .sort((a, b) => b.score - a.score || compare(a.invoice.dueOn, b.invoice.dueOn) || compare(a.invoice.invoiceId, b.invoice.invoiceId))
    .slice(0, policy.listedCandidates)
    .map(({ invoice, evidence, score }) => ({ invoiceId: invoice.invoiceId, score, evidence }));
}

function scoreOf(evidence: readonly Evidence[]): number {
  const sum = [...new Set(evidence.map(item => item.kind))].reduce((total, kind) => total + weights[kind], 0);
  return Math.max(0, Math.min(100, sum));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What the matcher knows of a payment. `direction` is `in` where it is not given. */
export type IncomingPayment = Readonly<{
  amountMinor: number;
  currency: string;
  receivedOn: string;
  payer: Readonly<{ name?: string | null; taxId?: string | null; iban?: string | null }>;
  purpose: string;
  direction?: 'in' | 'out' | 'unknown';
}>;

export type OpenInvoice = Readonly<{
  invoiceId: string;
  number: string;
  reference: string | null;
  customerId: string;
  customerTaxId: string | null;
  customerIbans: readonly string[];
  remainingMinor: number;
  totalMinor: number;
  currency: string;
  dueOn: string;
  issuedOn: string;
}>;

/** One reason, as a code and the datum it rests on (a number, a reference, a sum in minor units, a date). */
export type Evidence = Readonly<{ kind: EvidenceKind; detail: string }>;

export type EvidenceKind =
  | 'reference'
  | 'number'
  | 'number_tail'
  | 'payer_tax_id'
  | 'payer_iban'
  | 'payer_differs'
  | 'payer_unknown'
  | 'amount_exact'
  | 'part_payment'
  | 'exact_sum'
  | 'only_subset'
  | 'cited_date';

/** Why a payment was not allocated by itself. */
export type ReviewReason = Readonly<{ kind: ReviewReasonKind; detail: string }>;

export type ReviewReasonKind =
  | 'not_incoming'
  | 'not_positive'
  | 'returned_payment'
  | 'nothing_named'
  | 'policy'
  | 'ambiguous_number'
  | 'cited_but_not_open'
  | 'payer_differs'
  | 'payer_unknown'
  | 'overpayment'
  | 'part_of_several';

export type Allocation = Readonly<{ invoiceId: string; amountMinor: number; evidence: readonly Evidence[] }>;
export type Candidate = Readonly<{ invoiceId: string; score: number; evidence: readonly Evidence[] }>;

export type MatchDecision =
  | Readonly<{ decision: 'allocate'; allocations: readonly Allocation[]; unallocatedMinor: number }>
  | Readonly<{ decision: 'review'; candidates: readonly Candidate[]; reasons: readonly ReviewReason[] }>;

/** What may be allocated without a person, and how far suggestions are sought. */
export type MatchingPolicy = Readonly<{ allocateBy: readonly ('reference' | 'number')[]; subsetCandidates: number; subsetInvoices: number; listedCandidates: number }>;

/** Reference or number, payer known, sums tie (Q2C.md 5); subsets within performance.md 6.1. */
export const defaultMatchingPolicy: MatchingPolicy = { allocateBy: ['reference', 'number'], subsetCandidates: 24, subsetInvoices: 6, listedCandidates: 20 };

import { findPaymentReferences } from '../reference/payment-reference.ts';
import { findInvoiceNumbers } from './find-invoice-numbers.ts';
import { canonicalInvoiceNumber, invoiceNumberTail } from './invoice-number.ts';
import type { Evidence, OpenInvoice } from './matching.ts';
import { isOwnedByPayer, type Payer } from './payer-evidence.ts';

/**
 * What a purpose names: open invoices with the evidence, citations that several open invoices answer to, and citations that none does.
 * `weak` holds invoices of the payer of which only the tail of the number was cited: a suggestion, never a match.
 */
export type NamedInvoices = Readonly<{
  named: ReadonlyMap<OpenInvoice, readonly Evidence[]>;
  weak: ReadonlyMap<OpenInvoice, Evidence>;
  ambiguous: readonly string[];
  unresolved: readonly string[];
}>;

/** Answers which of the open invoices a purpose names, by payment reference and by number. Of several invoices with one number those of the payer count. */
export function findNamedInvoices(purpose: string, payer: Payer, openInvoices: readonly OpenInvoice[]): NamedInvoices {
  const named = new Map<OpenInvoice, Evidence[]>(),
    weak = new Map<OpenInvoice, Evidence>();
  const ambiguous: string[] = [],
    unresolved: string[] = [];
  const settle = (kind: 'reference' | 'number', citation: string, found: readonly OpenInvoice[]): void => {
    const own = found.filter(invoice => isOwnedByPayer(payer, invoice));
    const meant = own.length > 0 ? own : found;
    if (meant.length === 0) unresolved.push(citation);
    if (meant.length > 1) ambiguous.push(citation);
    for (const invoice of meant) named.set(invoice, [...(named.get(invoice) ?? []), { kind, detail: citation }]);
  };
  for (const reference of findPaymentReferences(purpose))
    settle(
      'reference',
      reference,
      openInvoices.filter(invoice => invoice.reference === reference),
    );
  for (const number of findInvoiceNumbers(purpose)) {
    const canonical = canonicalInvoiceNumber(number);
    settle(
      'number',
      number,
      openInvoices.filter(invoice => canonicalInvoiceNumber(invoice.number) === canonical),
    );
    for (const invoice of openInvoices) {
      if (!named.has(invoice) && isOwnedByPayer(payer, invoice) && invoiceNumberTail(invoice.number) === canonical) weak.set(invoice, { kind: 'number_tail', detail: number });
    }
  }
  return { named, weak, ambiguous, unresolved };
}

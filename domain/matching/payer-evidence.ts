import { normaliseAccount } from '../statements/account-number.ts';
import type { Evidence, IncomingPayment, OpenInvoice } from './matching.ts';

export type Payer = IncomingPayment['payer'];

/** Answers how the payer relates to an invoice's customer. A tax id that differs outweighs an IBAN that fits: third parties pay from known accounts too. */
export function payerEvidence(payer: Payer, invoice: OpenInvoice): Evidence {
  const taxId = digitsOf(payer.taxId),
    iban = normaliseAccount(payer.iban ?? '');
  const customerTaxId = digitsOf(invoice.customerTaxId);
  if (taxId !== '' && customerTaxId !== '') return { kind: taxId === customerTaxId ? 'payer_tax_id' : 'payer_differs', detail: taxId };
  if (iban !== '' && invoice.customerIbans.some(known => normaliseAccount(known) === iban)) return { kind: 'payer_iban', detail: iban };
  return { kind: 'payer_unknown', detail: taxId || iban };
}

export function isOwnedByPayer(payer: Payer, invoice: OpenInvoice): boolean {
  const { kind } = payerEvidence(payer, invoice);
  return kind === 'payer_tax_id' || kind === 'payer_iban';
}

function digitsOf(taxId: string | null | undefined): string {
  return (taxId ?? '').replace(/\D/gu, '');
}

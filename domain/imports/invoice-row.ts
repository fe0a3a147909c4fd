import type { CellReader } from './cell-reader.ts';
import type { ImportedInvoice } from './receivables.ts';

/** Answers the invoice of a row, or null where the reader refused it. 0 < gross, 0 ≤ VAT ≤ gross, 0 ≤ paid ≤ gross, issue ≤ due. */
export function readInvoiceCells(cells: CellReader, customerTaxId: string | undefined, todayOn: string | undefined): ImportedInvoice | null {
  const number = cells.text('invoice_number', 64);
  const issuedOn = cells.date('issued_on', todayOn),
    dueOn = cells.date('due_on');
  const currency = cells.currency('currency');
  const grossMinor = cells.money('gross', currency),
    vatMinor = cells.money('vat', currency),
    paidMinor = cells.money('paid', currency) ?? 0;
  const dealTitle = cells.text('deal_title', 200),
    ownerEmail = cells.email('owner_email'),
    contractNumber = cells.text('contract_number', 64);
  if (issuedOn !== null && dueOn !== null && dueOn < issuedOn) cells.refuse('due_on', 'due_before_issue', `Due on ${dueOn}, before the issue on ${issuedOn}.`);
  if (grossMinor === 0) cells.refuse('gross', 'not_positive', 'An invoice is for more than nothing.');
  if (grossMinor !== null && vatMinor !== null && vatMinor > grossMinor) cells.refuse('vat', 'more_than_gross', 'The VAT is larger than the invoice.');
  if (grossMinor !== null && paidMinor > grossMinor) cells.refuse('paid', 'more_than_gross', 'More was paid than the invoice is for.');
  if (cells.refused.length > 0 || customerTaxId === undefined || number === null || issuedOn === null || dueOn === null || currency === null || grossMinor === null) return null;
  return { line: cells.line, customerTaxId, number, issuedOn, dueOn, currency, grossMinor, vatMinor, paidMinor, dealTitle, ownerEmail, contractNumber };
}

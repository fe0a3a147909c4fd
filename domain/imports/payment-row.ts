import type { CellReader } from './cell-reader.ts';
import type { ImportedPayment } from './receivables.ts';

/** Answers the payment of a row, or null where the reader refused it. 0 < amount. */
export function readPaymentCells(cells: CellReader, todayOn: string | undefined): ImportedPayment | null {
  const externalId = cells.text('payment_external_id', 100),
    invoiceNumber = cells.text('invoice_number', 64);
  const receivedOn = cells.date('received_on', todayOn),
    currency = cells.currency('currency');
  const amountMinor = cells.money('amount', currency);
  const name = cells.text('payer_name', 200),
    taxId = cells.taxId('payer_tax_id')?.value,
    iban = cells.iban('payer_iban');
  const purpose = cells.text('purpose', 1000) ?? '';
  if (amountMinor === 0) cells.refuse('amount', 'not_positive', 'A payment is of more than nothing.');
  if (cells.refused.length > 0 || externalId === null || invoiceNumber === null || receivedOn === null || currency === null || amountMinor === null) return null;
  return { line: cells.line, externalId, invoiceNumber, receivedOn, currency, amountMinor, payer: { ...(name && { name }), ...(taxId && { taxId }), ...(iban && { iban }) }, purpose };
}

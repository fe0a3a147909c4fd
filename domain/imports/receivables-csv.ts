import { CellReader } from './cell-reader.ts';
import { type RecordType, recordTypeOf } from './columns.ts';
import { type CsvRow, readCsvRows } from './csv-rows.ts';
import { type CustomerCells, describesCustomer, readCustomerCells, requireSameCustomer } from './customer-row.ts';
import { readInvoiceCells } from './invoice-row.ts';
import { readPaymentCells } from './payment-row.ts';
import {
  type ImportedCustomer,
  type ImportedInvoice,
  type ImportedPayment,
  type KnownReceivables,
  type ReceivablesImport,
  type ReceivablesLimits,
  type RefusedRow,
  receivablesLimits,
} from './receivables.ts';

export type ReceivablesOptions = Readonly<{ known?: KnownReceivables; limits?: ReceivablesLimits; todayOn?: string }>;

/**
 * Answers the customers, invoices and payments of a receivables CSV (`POST /v1/imports/receivables`), and every refused row with line, field, code and reason.
 *
 * The column `record` says what a row is: `customer` (customer_tax_id, customer_name, customer_email, customer_segment, customer_time_zone, customer_iban, language),
 * `invoice` (customer_tax_id, invoice_number, issued_on, due_on, gross, vat, paid, currency, deal_title, owner_email, contract_number, and the customer's columns where
 * no row of its own describes it) or `payment` (payment_external_id, invoice_number, received_on, amount, currency, payer_name, payer_tax_id, payer_iban, purpose).
 * Headings in English or Russian, delimiter `;`, `,` or tab, UTF-8, windows-1251 or CP866. The order of rows does not matter, except that the first of two equals counts.
 * Good rows go on past refused ones; a file that cannot be trusted as a whole throws `validation_failed` or `body_too_large`. docs/imports.md has the table and an example.
 */
export function readReceivablesCsv(bytes: Uint8Array, options: ReceivablesOptions = {}): ReceivablesImport {
  const reading = new ReceivablesReading(options);
  const rows = readCsvRows(bytes, options.limits ?? receivablesLimits).map(row => ({ row, record: recordTypeOf(row.cells.record ?? '') }));
  for (const { row, record } of rows) if (record === undefined) reading.refuseUnknownRecord(row);
  for (const pass of ['customer', 'invoice', 'payment'] as const) {
    for (const { row, record } of rows) if (record === pass) reading.take(row, record);
  }
  return reading.finish();
}

class ReceivablesReading {
  readonly #options: ReceivablesOptions;
  readonly #customers = new Map<string, ImportedCustomer>();
  readonly #invoices = new Map<string, ImportedInvoice>();
  readonly #payments = new Map<string, ImportedPayment>();
  readonly #paidMinor = new Map<string, number>();
  readonly #refused: RefusedRow[] = [];

  constructor(options: ReceivablesOptions) {
    this.#options = options;
  }

  take(row: CsvRow, record: RecordType): void {
    const cells = new CellReader(row, record);
    switch (record) {
      case 'customer':
        this.#takeCustomer(cells);
        break;
      case 'invoice':
        this.#takeInvoice(cells);
        break;
      case 'payment':
        this.#takePayment(cells);
        break;
    }
    this.#refused.push(...cells.refused);
  }

  refuseUnknownRecord({ line, cells }: CsvRow): void {
    this.#refused.push({ line, field: 'record', code: 'unknown_record', reason: `«${cells.record ?? ''}» is none of customer, invoice, payment.` });
  }

  finish(): ReceivablesImport {
    const refused = this.#refused.toSorted((a, b) => a.line - b.line);
    return { customers: [...this.#customers.values()], invoices: [...this.#invoices.values()], payments: [...this.#payments.values()], refused };
  }

  #takeCustomer(cells: CellReader): void {
    const said = readCustomerCells(cells);
    const earlier = said.taxId === null ? undefined : this.#customers.get(said.taxId.value);
    if (earlier !== undefined) cells.refuse('customer_tax_id', 'duplicate', `Line ${earlier.line} is the same customer.`);
    this.#describe(cells, said);
  }

  #takeInvoice(cells: CellReader): void {
    const said = readCustomerCells(cells);
    const taxId = said.taxId?.value,
      described = taxId === undefined ? undefined : this.#customers.get(taxId);
    if (described !== undefined) requireSameCustomer(cells, said, described);
    else if (taxId !== undefined) this.#requireDescription(cells, said, taxId);
    const invoice = readInvoiceCells(cells, taxId, this.#options.todayOn);
    if (invoice === null) return;
    const key = keyOf(invoice.number),
      earlier = this.#invoices.get(key);
    if (earlier !== undefined) {
      cells.refuse('invoice_number', 'duplicate', `Line ${earlier.line} is the same invoice.`);
      return;
    }
    if (described === undefined && describesCustomer(said)) this.#describe(cells, said);
    this.#invoices.set(key, invoice);
    this.#paidMinor.set(key, invoice.paidMinor);
  }

  #requireDescription(cells: CellReader, said: CustomerCells, taxId: string): void {
    if (said.name !== null) return;
    if (describesCustomer(said)) cells.refuse('customer_name', 'required', 'A row that describes a customer needs customer_name.');
    else if (!(this.#options.known?.customerTaxIds.has(taxId) ?? false))
      cells.refuse('customer_tax_id', 'unknown_customer', `No accepted row describes the customer ${taxId}, and this one gives no customer_name.`);
  }

  #takePayment(cells: CellReader): void {
    const payment = readPaymentCells(cells, this.#options.todayOn);
    if (payment === null) return;
    const key = keyOf(payment.invoiceNumber);
    const invoice = this.#invoices.get(key) ?? this.#options.known?.invoices.get(payment.invoiceNumber);
    const earlier = this.#payments.get(payment.externalId),
      paidMinor = (this.#paidMinor.get(key) ?? 0) + payment.amountMinor;
    if (earlier !== undefined) cells.refuse('payment_external_id', 'duplicate', `Line ${earlier.line} is the same payment.`);
    else if (invoice === undefined) cells.refuse('invoice_number', 'unknown_invoice', `There is no accepted invoice ${payment.invoiceNumber}.`);
    else if (invoice.currency !== payment.currency) cells.refuse('currency', 'currency_mismatch', `The invoice is in ${invoice.currency}.`);
    else if (paidMinor > invoice.grossMinor) cells.refuse('amount', 'over_allocated', `With this payment more would be paid than invoice ${payment.invoiceNumber} is for.`);
    if (cells.refused.length > 0) return;
    this.#payments.set(payment.externalId, payment);
    this.#paidMinor.set(key, paidMinor);
  }

  #describe(cells: CellReader, { taxId, name, ...details }: CustomerCells): void {
    if (cells.refused.length > 0 || taxId === null || name === null) return;
    this.#customers.set(taxId.value, { line: cells.line, taxId, name, ...details });
  }
}

/** Two spellings of a number that differ in case only are one invoice. */
function keyOf(invoiceNumber: string): string {
  return invoiceNumber.toUpperCase();
}

import type { TaxId } from '../identifiers/tax-id.ts';

export type CustomerSegment = 'retail' | 'corporate' | 'state';
export type ImportedLanguage = 'ru' | 'kk' | 'en';

/** `line` is where the row begins in the file (from 1); a cell left empty is null. */
export type ImportedCustomer = Readonly<{
  line: number;
  taxId: TaxId;
  name: string;
  email: string | null;
  segment: CustomerSegment | null;
  timeZone: string | null;
  language: ImportedLanguage | null;
  iban: string | null;
}>;

/** Sums in minor units of `currency`. `paidMinor` came before the payments this file lists. */
export type ImportedInvoice = Readonly<{
  line: number;
  customerTaxId: string;
  number: string;
  issuedOn: string;
  dueOn: string;
  currency: string;
  grossMinor: number;
  vatMinor: number | null;
  paidMinor: number;
  dealTitle: string | null;
  ownerEmail: string | null;
  contractNumber: string | null;
}>;

export type ImportedPayment = Readonly<{
  line: number;
  externalId: string;
  invoiceNumber: string;
  receivedOn: string;
  currency: string;
  amountMinor: number;
  payer: Readonly<{ name?: string; taxId?: string; iban?: string }>;
  purpose: string;
}>;

export type RefusalCode =
  | 'column_count'
  | 'unknown_record'
  | 'required'
  | 'not_for_this_record'
  | 'too_long'
  | 'control_character'
  | 'duplicate'
  | 'invalid_tax_id'
  | 'invalid_iban'
  | 'invalid_email'
  | 'unknown_segment'
  | 'unknown_time_zone'
  | 'unknown_language'
  | 'unknown_currency'
  | 'invalid_date'
  | 'in_future'
  | 'due_before_issue'
  | 'invalid_money'
  | 'negative_money'
  | 'too_many_decimals'
  | 'not_positive'
  | 'more_than_gross'
  | 'unknown_customer'
  | 'customer_conflict'
  | 'unknown_invoice'
  | 'currency_mismatch'
  | 'over_allocated';

/** Why a row was left out: the line it begins on, the column, a code for programs and a sentence for people. */
export type RefusedRow = Readonly<{ line: number; field: string; code: RefusalCode; reason: string }>;

export type ReceivablesImport = Readonly<{
  customers: readonly ImportedCustomer[];
  invoices: readonly ImportedInvoice[];
  payments: readonly ImportedPayment[];
  refused: readonly RefusedRow[];
}>;

/** What is on record already, so that a file may hold only what is new: customers by tax id, invoices by number. */
export type KnownReceivables = Readonly<{ customerTaxIds: ReadonlySet<string>; invoices: ReadonlyMap<string, Readonly<{ currency: string; grossMinor: number }>> }>;

export type ReceivablesLimits = Readonly<{ bytes: number; rows: number }>;

export const receivablesLimits: ReceivablesLimits = { bytes: 20 * 1024 * 1024, rows: 50_000 };

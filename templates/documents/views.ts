import type { Money } from '../../domain/money/money.ts';

// What each printed document is told: raw values, put into words by the templates. Every field is present; null says that there is nothing.

/** A seller or buyer as requisites name it. `taxIdType` is a `tax_id.*` of words.json. */
export type DocumentParty = Readonly<{ name: string; taxIdType: string; taxId: string; address: string | null }>;
export type DocumentSeller = DocumentParty & Readonly<{ tradeName: string; vatCertificate: string | null; phone: string | null; email: string | null }>;
export type BankAccount = Readonly<{ iban: string; bankName: string; bic: string }>;

/** When money is due, as the terms say it. */
export type DueTerm = Readonly<{ type: 'net_days' | 'business_days' | 'end_of_month_plus' | 'after_delivery_days'; days: number }> | Readonly<{ type: 'on_date'; on: string }>;

/** One line. `unitPriceAmount`: an exact decimal before VAT and discount; `vatRatePercent` null: no VAT on it. */
export type DocumentLine = Readonly<{
  sku: string | null;
  name: string;
  qty: string;
  unit: string;
  unitPriceAmount: string;
  discountPercent: string | null;
  vatRatePercent: string | null;
  net: Money;
  vat: Money;
  gross: Money;
}>;
export type DocumentTotals = Readonly<{ net: Money; vat: Money; gross: Money }>;

/** An invoice. Corporate and retail ones carry a QR code of `pageUrl`; a state one does not, for a treasury pays by order only. */
export type InvoiceDocument = Readonly<{
  documentType: 'retail' | 'corporate' | 'state';
  number: string;
  issuedOn: string;
  dueOn: string;
  paymentReference: string;
  pageUrl: string;
  seller: DocumentSeller;
  account: BankAccount & Readonly<{ kbe: string; knp: string }>;
  buyer: DocumentParty;
  buyerAccount: BankAccount | null;
  contract: Readonly<{ number: string; signedOn: string | null }> | null;
  due: DueTerm | null;
  notice: string | null; // the company's own notice in the document's language; null: ours on corporate invoices, none on the others
  lines: readonly DocumentLine[];
  totals: DocumentTotals;
  headName: string | null;
  accountantName: string | null;
  issuerName: string | null;
}>;

/** A quote. `instalments` name the share of each payment; one payment is a single instalment of 100 percent. */
export type QuoteDocument = Readonly<{
  number: string;
  version: number;
  issuedOn: string;
  validUntilOn: string;
  title: string;
  pageUrl: string | null;
  seller: DocumentSeller;
  buyer: DocumentParty;
  lines: readonly DocumentLine[];
  totals: DocumentTotals;
  discount: Money | null;
  instalments: ReadonlyArray<Readonly<{ percent: string; due: DueTerm }>>;
  deliveryTerms: string | null;
  specialTerms: readonly string[];
  contact: Readonly<{ name: string; phone: string; email: string }> | null;
}>;

export type DocumentViews = Readonly<{ invoice: InvoiceDocument; quote: QuoteDocument }>;
export type DocumentKind = keyof DocumentViews;

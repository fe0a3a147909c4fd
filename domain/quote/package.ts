/** A price of one unit: whole minor units, or a decimal of up to six places where a unit costs less than a minor unit. */
export type UnitPrice = Readonly<{ amountMinor: number; currency: string }> | Readonly<{ amount: string; currency: string }>;

/** Who added a term or gave a discount, as the actors of a deal are named. */
export type TermAuthor = Readonly<{ type: string; id: string }>;

/**
 * `qty` (up to six decimals) and `discountPercent` (up to four) are decimal strings. `discountReason` is why there is a discount;
 * `discountBy` and `discountAt` are our note of who gave it, no part of what is agreed. Lines of older drafts have none of them.
 */
export type PackageLine = Readonly<{
  sku: string | null;
  name: string;
  qty: string;
  unit: string;
  unitPrice: UnitPrice;
  priceIncludesVat: boolean;
  discountPercent: string;
  discountReason?: string;
  discountBy?: TermAuthor;
  discountAt?: string;
  vatCode: string;
}>;

/** When a payment is due (API.md, `due.type`); counted from the day after the event. */
export type DueTerms = Readonly<{ type: 'net_days' | 'business_days' | 'end_of_month_plus' | 'after_delivery_days'; days: number }> | Readonly<{ type: 'on_date'; on: string }>;

/** `addedBy` and `addedAt` are our note of who brought the term in, no part of what is agreed; terms of older drafts have none. */
export type SpecialTerm = Readonly<{ text: string; reason: string; addedBy?: TermAuthor; addedAt?: string }>;
export type Instalment = Readonly<{ percent: string; due: DueTerms }>;

/** `instalments` empty: the whole sum on `due`. Otherwise each has its own due terms and together they make 100 %. */
export type PackageTerms = Readonly<{ due: DueTerms; special: readonly SpecialTerm[]; instalments: readonly Instalment[] }>;

export const contractTypes = ['standard', 'amended', 'customer_template'] as const;
export type ContractType = (typeof contractTypes)[number];
export type Contract = Readonly<{ type: ContractType; number: string | null; signedOn: string | null }>;

export const acceptanceModes = ['none', 'customer_accepts', 'contract_signed'] as const;
export type AcceptanceMode = (typeof acceptanceModes)[number];
export const documentTypes = ['retail', 'corporate', 'state'] as const;
export type DocumentType = (typeof documentTypes)[number];

/** All that a deal's parties agree on: what a submit freezes as a version and what approvers judge (Q2C.md 2). */
export type PackageContent = Readonly<{
  title: string;
  currency: string;
  language: 'ru' | 'kk' | 'en';
  documentType: DocumentType;
  acceptance: AcceptanceMode;
  contract: Contract;
  lines: readonly PackageLine[];
  terms: PackageTerms;
}>;

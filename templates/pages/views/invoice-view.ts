import type { Money } from '../../../domain/money/money.ts';
import type { FormState, PageLanguage, PublicFrame } from './frame-view.ts';

export type InvoicePageState = 'open' | 'paid' | 'void';

export type InvoiceLine = Readonly<{ name: string; qty: string; unit: string; unitPrice: Money | null; gross: Money }>;

/** A customer's invoice. The customer sees neither rungs nor names of tools, only what concerns the payment. */
export type InvoicePageView = Readonly<{
  frame: PublicFrame;
  /** The path of this page without its query, `/i/<token>`. */
  url: string;
  state: InvoicePageState;
  number: string;
  customerName: string;
  contractNumber: string | null;
  issuedOn: string;
  dueOn: string;
  overdueDays: number;
  daysLeft: number;
  gross: Money;
  net: Money;
  vat: Money;
  /** Percent of the one VAT rate; null where lines have several. */
  vatPercent: string | null;
  remaining: Money;
  payments: readonly Readonly<{ amount: Money; receivedOn: string }>[];
  credited: Money | null;
  paidOn: string | null;
  voidedOn: string | null;
  replacedByUrl: string | null;
  shipmentHeldOn: string | null;
  payUrl: string | null;
  /** The modules of the QR code as one SVG path with its viewBox side, and where the code leads. */
  qr: Readonly<{ side: number; path: string; leadsTo: 'bank' | 'page' }> | null;
  reference: string | null;
  transfer: Readonly<{ beneficiary: string; taxId: string; iban: string; bank: string; bic: string; kbe: string; knp: string; purpose: string }> | null;
  lines: readonly InvoiceLine[];
  pdfs: readonly Readonly<{ language: PageLanguage; url: string }>[];
  promise: Readonly<{ allowed: boolean; earliestOn: string; latestOn: string; current: Readonly<{ payOn: string; amount: Money }> | null; left: number }>;
  dispute: Readonly<{ allowed: boolean; openSinceOn: string | null; answerByOn: string | null }>;
  bankCompleteTo: string | null;
  /** Whether the receipt may still be confirmed, and the day on which it was. */
  receipt: Readonly<{ allowed: boolean; confirmedOn: string | null }>;
  /** Where the page tells that a person looks at it; null once one has. */
  seenUrl: string | null;
  script: boolean;
  form: (FormState & Readonly<{ of: 'promise' | 'dispute' | 'receipt' }>) | null;
}>;

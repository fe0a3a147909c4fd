import type { Money } from '../../../domain/money/money.ts';
import type { FormState, PageLanguage, PublicFrame } from './frame-view.ts';

export type InvoicePageState = 'open' | 'paid' | 'void';

export type InvoiceLine = Readonly<{ name: string; qty: string; unit: string; unitPrice: Money | null; gross: Money }>;

/**
 * Days and sums that were promised, a disputed part, the customer's word that it has paid while finance looks (a null amount: all of it; `orders`: how
 * many payment orders it has sent; no reminders through `restThroughOn`), and what is asked for at present, null where that is all that remains.
 */
export type InvoiceStanding = Readonly<{
  promises: readonly Readonly<{ payOn: string; amount: Money }>[];
  dispute: Readonly<{ amount: Money; sinceOn: string }> | null;
  claim: Readonly<{ paidOn: string; amount: Money | null; saidOn: string; orders: number; restThroughOn: string | null }> | null;
  asked: Money | null;
}>;

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
  /** What is in force of what was told. */
  standing: InvoiceStanding;
  /** `whole`: what a schedule must make up, which is what is owed and not disputed. */
  promise: Readonly<{ allowed: boolean; earliestOn: string; latestOn: string; left: number; whole: Money }>;
  dispute: Readonly<{ allowed: boolean; answerByOn: string | null }>;
  /** Whether the customer may say that it has paid; where not, `obstacle` says why. */
  paid: Readonly<{ allowed: boolean; latestOn: string; obstacle: 'claim_open' | 'too_many_claims' | null }>;
  /** Whether a payment order may be added to what the customer has said, and how many it has sent. */
  order: Readonly<{ allowed: boolean; sent: number }>;
  bankCompleteTo: string | null;
  /** Whether the receipt may still be confirmed, and the day on which it was. */
  receipt: Readonly<{ allowed: boolean; confirmedOn: string | null }>;
  /** Where the page tells that a person looks at it; null once one has. */
  seenUrl: string | null;
  script: boolean;
  form: (FormState & Readonly<{ of: 'promise' | 'dispute' | 'receipt' | 'paid' | 'order' }>) | null;
}>;

/** One invoice as the history of a payer sees it: when it was due, when the last of its sum came, and whether the customer said a word. */
export type PayerInvoice = Readonly<{
  invoiceId: string;
  dueOn: string;
  /** The day the invoice was paid whole; null where it is not. */
  paidOn: string | null;
  /** The deal's own day at which the history is read: an unpaid invoice is late until then. */
  seenOn: string;
  writtenOff: boolean;
  /** A promise, a dispute or a part payment stands on record for it. */
  answered: boolean;
}>;

/** What is known of how a customer has paid within the window that is looked at. */
export type PayerHistory = Readonly<{ invoices: readonly PayerInvoice[]; brokenPromises: number }>;

/** How far back a history is looked at: what was longer ago says little about today. */
export const historyMonths = 12;

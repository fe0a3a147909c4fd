import type { InvoiceFile } from '../../../db/pages/read-invoice-file.ts';
import type { ReminderPolicy } from '../../../domain/dunning/policy.ts';

/** How often the customer may still name a day for this invoice; promises that staff recorded do not count (Q2C.md 11). */
export function promisesLeft({ pauses, invoice }: InvoiceFile, { promise }: Pick<ReminderPolicy, 'promise'>): number {
  const made = pauses.filter(pause => pause.kind === 'promise' && pause.scopeId === invoice.id && pause.authorType === 'customer').length;
  return Math.max(0, promise.customerMaxTimes - made);
}

import type { InvoiceRow, PauseRow } from '../../../db/pages/read-deal-file.ts';
import { daysBetween } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';

/** What is still owed on an invoice, in minor units. */
export function owedMinor(row: Pick<InvoiceRow, 'grossMinor' | 'creditedMinor' | 'paidMinor'>): number {
  return row.grossMinor - row.creditedMinor - row.paidMinor;
}

/** Whole days past the due date of an open invoice on the customer's calendar; none before it and none once it is settled. */
export function overdueDaysOf(row: Pick<InvoiceRow, 'status' | 'dueOn'>, nowAt: string, zone: string): number {
  return row.status === 'open' && row.dueOn !== null ? Math.max(0, daysBetween(row.dueOn, dateInZone(nowAt, zone))) : 0;
}

/** The disputed part of what is still owed, by the intervals that run; minor units. */
export function disputedMinor(invoice: InvoiceRow, running: readonly PauseRow[]): number {
  const disputes = running.filter(({ kind, scopeId }) => kind === 'dispute' && scopeId === invoice.id);
  return Math.min(
    owedMinor(invoice),
    disputes.reduce((sum, { amountMinor }) => sum + (amountMinor ?? owedMinor(invoice)), 0),
  );
}

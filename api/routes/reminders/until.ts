import { isIsoDate } from '../../../domain/calendar/iso-date.ts';
import { localInstant } from '../../../domain/calendar/zone.ts';

/** The end of a pause: an instant as it is, a date as its first moment where the customer is (API.md, Invoices and reminders). */
export function untilInstant(until: string, zone: string): string {
  return isIsoDate(until) ? localInstant(until, '00:00', zone) : new Date(until).toISOString();
}

import { addDays } from '../calendar/iso-date.ts';
import { addWorkingDays, type WorkCalendar } from '../calendar/work-calendar.ts';
import { dateInZone, localInstant } from '../calendar/zone.ts';
import type { ReminderPolicy } from './policy.ts';

/** Whether an interval of the ledger is the rest after a customer's word that it has paid. There it is a pause like others, which a person may end; its id tells it from them. */
export const isClaimRest = (intervalId: string): boolean => intervalId.startsWith('clm_');

/** A rest longer than this at a stretch is no looking for a payment: the bank shows what it got the day before. */
export const claimRestMaxWorkingDays = 5;
/** By its word alone a customer puts letters off for so many working days in all, and no debt for ever. */
export const claimsMaxWorkingDays = 15;

/**
 * Until when letters rest after a customer has said that it has paid: to the end of a working day of the calendar, by the default the next
 * one, by which the bank shows what it got the day before (Q2C.md 6). The first moment of the day after, as an instant.
 */
export function claimRestUntil(nowAt: string, calendar: WorkCalendar, { restWorkingDays }: Pick<ReminderPolicy['paymentClaim'], 'restWorkingDays'>): string {
  const lookedAtOn = addWorkingDays(dateInZone(nowAt, calendar.zone), restWorkingDays, calendar);
  return localInstant(addDays(lookedAtOn, 1), '00:00', calendar.zone);
}

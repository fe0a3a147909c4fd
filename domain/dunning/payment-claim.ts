import { addDays } from '../calendar/iso-date.ts';
import { nextWorkingDay, type WorkCalendar } from '../calendar/work-calendar.ts';
import { dateInZone, localInstant } from '../calendar/zone.ts';

/** How often a customer may say of one invoice that it has paid: each time buys a day, and no debt is put off by words for ever. */
export const claimMaxTimes = 3;

/** Whether an interval of the ledger is the rest after a customer's word that it has paid. There it is a pause like others, which a person may end; its id tells it from them. */
export const isClaimRest = (intervalId: string): boolean => intervalId.startsWith('clm_');

/**
 * Until when letters rest after a customer has said that it has paid: to the end of the next working day of the calendar, by which the
 * bank shows what it got the day before (Q2C.md 6). The first moment of the day after, as an instant.
 */
export function claimRestUntil(nowAt: string, calendar: WorkCalendar): string {
  const lookedAtOn = nextWorkingDay(dateInZone(nowAt, calendar.zone), calendar);
  return localInstant(addDays(lookedAtOn, 1), '00:00', calendar.zone);
}

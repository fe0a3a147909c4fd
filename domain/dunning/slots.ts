import { addDays } from '../calendar/iso-date.ts';
import { nextWorkingDay, type WorkCalendar, workingDayOnOrAfter, workingDayOnOrBefore } from '../calendar/work-calendar.ts';
import { dateInZone, localInstant } from '../calendar/zone.ts';

/** When letters may leave: at one local time of the customer's zone, on working days. */
export type SendingTimes = Readonly<{ zone: string; calendar: WorkCalendar; sendTime: string }>;

/** The instant a rung calls for: rungs before the due date move back to a working day, the others forward. */
export function rungInstant(dueOn: string, offsetDays: number, times: SendingTimes): string {
  const wishedOn = addDays(dueOn, offsetDays);
  const onDate = offsetDays < 0 ? workingDayOnOrBefore(wishedOn, times.calendar) : workingDayOnOrAfter(wishedOn, times.calendar);
  return localInstant(onDate, times.sendTime, times.zone);
}

/** The first sending instant at or after an instant. */
export function firstSlotFrom(at: string, times: SendingTimes): string {
  let onDate = workingDayOnOrAfter(dateInZone(at, times.zone), times.calendar);
  let slot = localInstant(onDate, times.sendTime, times.zone);
  while (Date.parse(slot) < Date.parse(at)) {
    onDate = nextWorkingDay(onDate, times.calendar);
    slot = localInstant(onDate, times.sendTime, times.zone);
  }
  return slot;
}

/** The first sending instant later than an instant. */
export function nextSlotAfter(at: string, times: SendingTimes): string {
  return firstSlotFrom(new Date(Date.parse(at) + 1).toISOString(), times);
}

import { addDays } from '../calendar/iso-date.ts';
import { addWorkingDays } from '../calendar/work-calendar.ts';
import { dateInZone, localInstant } from '../calendar/zone.ts';
import type { LadderRung } from './ladder.ts';
import type { ReminderPolicy } from './policy.ts';
import { hourOutside, type QuietRules, sendingDayOnOrAfter, sendingDayOnOrBefore } from './quiet-time.ts';
import { minuteOfCustomer, minutesAfter } from './spread.ts';

/** When letters may leave: at one local time of the customer’s zone, on days that are not quiet. */
export type SendingTimes = QuietRules & Readonly<{ zone: string; sendTime: string }>;

/** Where a customer is and what days are worked there, and what the policy says of quiet time. Without a customer, as in examples, letters go at the hour itself. */
export type RungPlace = Pick<SendingTimes, 'zone' | 'calendar'> &
  Readonly<{ policy: Pick<ReminderPolicy, 'quietHours' | 'quietDays'> & Partial<Pick<ReminderPolicy, 'spreadMinutes'>>; customerId?: string }>;

/** The times at which a rung may go: its own hour, outside of quiet time, and the customer's minute of it where the policy spreads letters. */
export function timesOf({ hour }: Pick<LadderRung, 'hour'>, { zone, calendar, policy, customerId }: RungPlace): SendingTimes {
  const { quietDays, quietHours, spreadMinutes = 0 } = policy;
  const minute = customerId === undefined ? 0 : minuteOfCustomer(customerId, spreadMinutes);
  return { zone, calendar, quietDays, sendTime: minutesAfter(hourOutside(hour, quietHours), minute) };
}

/** The instant a rung calls for: rungs before the due date move back to a day that is not quiet, the others forward. */
export function rungInstant(dueOn: string, step: Pick<LadderRung, 'offsetDays' | 'basis' | 'hour'>, place: RungPlace): string {
  const { offsetDays, basis } = step;
  const times = timesOf(step, place);
  const wishedOn = basis === 'business_days' ? addWorkingDays(dueOn, offsetDays, times.calendar) : addDays(dueOn, offsetDays);
  const onDate = offsetDays < 0 ? sendingDayOnOrBefore(wishedOn, times) : sendingDayOnOrAfter(wishedOn, times);
  return localInstant(onDate, times.sendTime, times.zone);
}

/** The first sending instant at or after an instant. */
export function firstSlotFrom(at: string, times: SendingTimes): string {
  let onDate = sendingDayOnOrAfter(dateInZone(at, times.zone), times);
  let slot = localInstant(onDate, times.sendTime, times.zone);
  while (Date.parse(slot) < Date.parse(at)) {
    onDate = sendingDayOnOrAfter(addDays(onDate, 1), times);
    slot = localInstant(onDate, times.sendTime, times.zone);
  }
  return slot;
}

/** The first sending instant later than an instant. */
export function nextSlotAfter(at: string, times: SendingTimes): string {
  return firstSlotFrom(new Date(Date.parse(at) + 1).toISOString(), times);
}

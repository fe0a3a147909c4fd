import { addDays } from '../calendar/iso-date.ts';
import type { WorkCalendar } from '../calendar/work-calendar.ts';
import { localInstant } from '../calendar/zone.ts';
import { type PlannedRung, planRungs } from './plan-rungs.ts';
import type { ReminderPolicy } from './policy.ts';

/** An invoice that is issued on a day and due after the usual terms, in a zone. */
export type ExampleInvoice = Readonly<{ issuedOn: string; dueOn: string; zone: string }>;

/** An invoice of today by which a ladder can be told with dates. */
export function exampleInvoice({ todayOn, termsDays, zone }: Readonly<{ todayOn: string; termsDays: number; zone: string }>): ExampleInvoice {
  return { issuedOn: todayOn, dueOn: addDays(todayOn, termsDays), zone };
}

/** The ladder of an example invoice that nobody pays, as the planner of real ones plans it. */
export function exampleLadder(policy: ReminderPolicy, { issuedOn, dueOn, zone }: ExampleInvoice, calendar: WorkCalendar): PlannedRung[] {
  return planRungs({ policy, issuedOn, dueOn, zone, calendar, pauses: [], settled: {}, now: localInstant(issuedOn, '00:00', zone) });
}

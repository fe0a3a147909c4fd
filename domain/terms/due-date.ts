import { addDays, endOfMonth } from '../calendar/iso-date.ts';
import { addWorkingDays, type WorkCalendar, workingDayOnOrAfter, workingDayOnOrBefore } from '../calendar/work-calendar.ts';
import { RuleViolation } from '../errors/rule-violation.ts';
import type { DueTerms } from '../quote/package.ts';

/** Where a last day that is not worked goes; `modified_following` goes forward unless that leaves the month. */
export type Roll = 'following' | 'preceding' | 'modified_following' | 'none';

export type DueDateFacts = Readonly<{ due: DueTerms; issuedOn: string; deliveredOn: string | null; calendar: WorkCalendar; roll?: Roll }>;

/**
 * The due date of an invoice by its terms (Q2C.md 4), counted from the day after the event and moved to the next working day.
 * A fixed date in the past is due on the day of issue. Throws `wrong_stage` where the terms count from a delivery that has not been.
 */
export function dueOnByTerms(facts: DueDateFacts): string {
  return rolled(unrolled(facts), facts.roll ?? 'following', facts.calendar);
}

function unrolled({ due, issuedOn, deliveredOn, calendar }: DueDateFacts): string {
  switch (due.type) {
    case 'net_days':
      return addDays(issuedOn, due.days);
    case 'business_days':
      return addWorkingDays(issuedOn, due.days, calendar);
    case 'end_of_month_plus':
      return addDays(endOfMonth(issuedOn), due.days);
    case 'on_date':
      return due.on < issuedOn ? issuedOn : due.on;
    case 'after_delivery_days':
      if (deliveredOn === null) throw new RuleViolation('wrong_stage', 'The payment is counted from the delivery, and nothing has been delivered yet.', { due: due.type });
      return addDays(deliveredOn, due.days) < issuedOn ? issuedOn : addDays(deliveredOn, due.days);
  }
}

function rolled(onDate: string, roll: Roll, calendar: WorkCalendar): string {
  switch (roll) {
    case 'none':
      return onDate;
    case 'following':
      return workingDayOnOrAfter(onDate, calendar);
    case 'preceding':
      return workingDayOnOrBefore(onDate, calendar);
    case 'modified_following': {
      const forward = workingDayOnOrAfter(onDate, calendar);
      return forward.slice(0, 7) === onDate.slice(0, 7) ? forward : workingDayOnOrBefore(onDate, calendar);
    }
  }
}

import type { DealFile } from '../../../db/pages/read-deal-file.ts';
import { addDays, isIsoDate } from '../../../domain/calendar/iso-date.ts';
import { dateInZone, localInstant } from '../../../domain/calendar/zone.ts';
import type { ReminderPolicy } from '../../../domain/dunning/policy.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import { words } from '../forms/form-fields.ts';

/** A day of the future that is not too far: nothing wrong, or the one problem of the field. `latestDays` counts from the deal's today. */
export function dateProblems(typed: string | undefined, field: string, { file, nowAt, latestDays }: { file: Pick<DealFile, 'customer'>; nowAt: string; latestDays: number }): FormProblem[] {
  const on = words(typed);
  if (on === null) return [{ field, code: 'date_required' }];
  if (!isIsoDate(on)) return [{ field, code: 'date_unreadable' }];
  const today = dateInZone(nowAt, file.customer.timeZone);
  if (on <= today) return [{ field, code: 'not_in_future' }];
  const latestOn = addDays(today, latestDays);
  return on > latestOn ? [{ field, code: 'too_far_ahead', latestOn }] : [];
}

/** A promise covers its day and the grace days after it. */
export function promiseEnd(payOn: string, { graceDays }: Pick<ReminderPolicy, 'graceDays'>, zone: string): string {
  return localInstant(addDays(payOn, graceDays + 1), '00:00', zone);
}

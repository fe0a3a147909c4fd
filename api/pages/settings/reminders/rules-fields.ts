import { isIsoDate } from '../../../../domain/calendar/iso-date.ts';
import { payerTypes, type ReminderPolicy, segments } from '../../../../domain/dunning/policy.ts';
import type { ReminderProblem } from '../../../../templates/pages/views/reminder-settings-view.ts';
import { words } from '../../forms/form-fields.ts';

type Values = Readonly<Record<string, string>>;

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
const mostDates = 100;
/** The numbers of the form, and the most that each may be. */
const numbers = { min_gap_hours: 240, spread: 60, freshness: 30, hold: 30, grace: 30, customer_days: 365, customer_times: 100, staff_days: 365, claim_days: 30, claim_times: 100 } as const;

export const rulesFieldNames: readonly string[] = [
  ...['on_missed', 'hold_scope', 'quiet_from', 'quiet_until', 'quiet_non_working', 'quiet_dates'],
  ...weekdays.map(weekday => `quiet_weekday_${weekday}`),
  ...Object.keys(numbers),
  ...segments.map(segment => `segment_${segment}`),
  ...payerTypes.map(type => `payer_${type}`),
];

/** The rules of a policy as the values of their form. */
export function valuesOfRules({ quietHours, quietDays, promise, paymentClaim, appliesTo, ...policy }: ReminderPolicy): Record<string, string> {
  const ticked = (prefix: string, names: readonly (string | number)[]) => Object.fromEntries(names.map(name => [`${prefix}_${name}`, 'on']));
  return {
    ...{ on_missed: policy.onMissed, hold_scope: policy.shipmentHoldScope, quiet_from: quietHours.from, quiet_until: quietHours.until },
    ...(quietDays.nonWorking ? { quiet_non_working: 'on' } : {}),
    ...ticked('quiet_weekday', quietDays.weekdays),
    quiet_dates: quietDays.on.join(' '),
    ...{
      min_gap_hours: String(policy.minGapHours),
      spread: String(policy.spreadMinutes),
      freshness: String(policy.freshnessWorkingDays),
      hold: String(policy.holdWorkingDays),
      grace: String(policy.graceDays),
    },
    ...{ customer_days: String(promise.customerMaxDays), customer_times: String(promise.customerMaxTimes), staff_days: String(promise.staffMaxDays) },
    ...{ claim_days: String(paymentClaim.restWorkingDays), claim_times: String(paymentClaim.maxTimes) },
    ...ticked('segment', appliesTo.segments),
    ...ticked('payer', appliesTo.payerTypes),
  };
}

/** A policy with the rules that a form describes, and what in it cannot be read; its ladder stays. */
export function readRules(values: Values, base: ReminderPolicy): Readonly<{ policy: ReminderPolicy; problems: readonly ReminderProblem[] }> {
  const dates = (words(values['quiet_dates']) ?? '').split(/[\s,;]+/).filter(Boolean);
  const problems: ReminderProblem[] = [];
  const number = (name: keyof typeof numbers): number => {
    const typed = words(values[name]) ?? '';
    const value = /^\d{1,4}$/.test(typed) ? Number(typed) : Number.NaN;
    if (!(value <= numbers[name])) problems.push({ field: name, code: 'number_unreadable', most: numbers[name] });
    return value;
  };
  const time = (name: string): string => {
    const typed = words(values[name]) ?? '';
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(typed)) problems.push({ field: name, code: 'hour_unreadable' });
    return typed;
  };
  if (dates.length > mostDates || !dates.every(isIsoDate)) problems.push({ field: 'quiet_dates', code: 'dates_unreadable' });
  const policy: ReminderPolicy = {
    ...base,
    onMissed: values['on_missed'] === 'send_in_order' ? 'send_in_order' : 'skip_to_current',
    shipmentHoldScope: values['hold_scope'] === 'customer' ? 'customer' : 'deal',
    quietHours: { from: time('quiet_from'), until: time('quiet_until') },
    quietDays: { nonWorking: Boolean(values['quiet_non_working']), weekdays: weekdays.filter(weekday => values[`quiet_weekday_${weekday}`]), on: [...new Set(dates)].sort() },
    ...{ minGapHours: number('min_gap_hours'), spreadMinutes: number('spread'), freshnessWorkingDays: number('freshness'), holdWorkingDays: number('hold'), graceDays: number('grace') },
    promise: { customerMaxDays: number('customer_days'), customerMaxTimes: number('customer_times'), staffMaxDays: number('staff_days') },
    paymentClaim: { restWorkingDays: number('claim_days'), maxTimes: number('claim_times') },
    appliesTo: { segments: segments.filter(segment => values[`segment_${segment}`]), payerTypes: payerTypes.filter(type => values[`payer_${type}`]) },
  };
  return { policy, problems };
}

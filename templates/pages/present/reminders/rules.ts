import { defaultPolicyId, type ReminderPolicy } from '../../../../domain/dunning/policy.ts';
import { type Params, t } from '../../../language/t.ts';
import { forWhomInWords } from '../../../reminders/for-whom.ts';
import type { Tell } from '../tell.ts';

/** A sentence of reminders.json. */
export const rem = (tell: Tell, key: string, params: Params = {}): string => t(tell.reader.language, `reminders.${key}`, params);

/** The rules of a policy beside its ladder, each by name and in words. The default policy is for everybody else, and says nothing of that. */
export function rulesInWords(policyId: string, policy: ReminderPolicy, tell: Tell): Readonly<{ name: string; text: string }>[] {
  const { quietHours, promise, paymentClaim, appliesTo } = policy;
  const days = (count: number): string => tell.count('days', count);
  const businessDays = (count: number): string => tell.count('business_days', count);
  const times = (count: number): string => rem(tell, 'times', { count });
  const rules = [
    { name: 'on_missed', text: rem(tell, `on_missed.${policy.onMissed}`) },
    { name: 'gap', text: policy.minGapHours === 0 ? rem(tell, 'none') : rem(tell, 'gap', { count: policy.minGapHours }) },
    { name: 'spread', text: policy.spreadMinutes === 0 ? rem(tell, 'none') : rem(tell, 'spread', { count: policy.spreadMinutes }) },
    { name: 'quiet_hours', text: quietHours.from === quietHours.until ? rem(tell, 'none') : rem(tell, 'quiet_hours', quietHours) },
    { name: 'quiet_days', text: quietDaysInWords(policy, tell) },
    { name: 'freshness', text: rem(tell, 'freshness', { days: businessDays(policy.freshnessWorkingDays) }) },
    { name: 'hold', text: rem(tell, 'hold', { days: businessDays(policy.holdWorkingDays) }) },
    { name: 'grace', text: rem(tell, 'grace', { days: days(policy.graceDays) }) },
    { name: 'promise_customer', text: rem(tell, 'promise_customer', { days: days(promise.customerMaxDays), times: times(promise.customerMaxTimes) }) },
    { name: 'promise_staff', text: rem(tell, 'promise_staff', { days: days(promise.staffMaxDays) }) },
    { name: 'payment_claim', text: rem(tell, 'payment_claim', { days: businessDays(paymentClaim.restWorkingDays), times: times(paymentClaim.maxTimes) }) },
    { name: 'hold_scope', text: rem(tell, `hold_scope.${policy.shipmentHoldScope}`) },
  ];
  const whom = policyId === defaultPolicyId ? [] : [{ name: 'for_whom', text: forWhomInWords(policyId, appliesTo, tell.reader.language) }];
  return [...whom, ...rules].map(({ name, text }) => ({ name: rem(tell, `rule.${name}`), text }));
}

function quietDaysInWords({ quietDays }: ReminderPolicy, tell: Tell): string {
  const { nonWorking, weekdays, on } = quietDays;
  const named = [...(nonWorking ? [rem(tell, 'quiet.non_working')] : []), ...weekdays.map(weekday => rem(tell, `weekday.${weekday}`)), ...on.map(date => tell.day(date))];
  return named.length === 0 ? rem(tell, 'none') : named.join(', ');
}

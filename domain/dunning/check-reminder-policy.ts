import { kindOfClaim } from './choose-reminder-policy.ts';
import { approximateDays, type Effect, effects, endsLetters, type LadderRung, nameOfRung } from './ladder.ts';
import { claimRestMaxWorkingDays, claimsMaxWorkingDays } from './payment-claim.ts';
import { type AppliesTo, defaultPolicyId, type ReminderPolicy } from './policy.ts';
import { isQuietHour } from './quiet-time.ts';
import { minutesAfter } from './spread.ts';

export const reminderPolicyProblemCodes = [
  ...(['no_rungs', 'not_ascending', 'duplicate_rung', 'wrong_name', 'hour_in_quiet_time'] as const),
  ...(['unknown_effect', 'duplicate_effect', 'letter_not_last', 'rung_without_letter', 'customer_not_written_to', 'tone_without_letter'] as const),
  ...(['tone_of_another_day', 'hold_not_set', 'head_not_told', 'threat_too_early', 'colleague_before_due'] as const),
  ...(['stop_before_the_end', 'no_person_follows', 'letter_at_the_end'] as const),
  ...(['claim_rest_out_of_range', 'claim_times_out_of_range'] as const),
  ...(['no_sending_day', 'default_claims', 'claimed_twice'] as const),
] as const;
export type ReminderPolicyProblemCode = (typeof reminderPolicyProblemCodes)[number];

/** `rungAt` counts the rungs from 0, null where the policy as a whole is at fault; `field` is the one of the rung or of the policy; `other` names the other rung or policy that is meant. */
export type ReminderPolicyProblem = Readonly<{ code: ReminderPolicyProblemCode; rungAt: number | null; field: string; detail: string; other?: string }>;

/** Another policy in force, whose claims this one may not repeat. */
export type OtherPolicy = Readonly<{ policyId: string; appliesTo: AppliesTo }>;

/** A threat before this many days after the due date would be out of proportion. */
export const earliestThreatDays = 14;

/** What is wrong with a policy; it must be empty before it is put in force. */
export function checkReminderPolicy(policy: ReminderPolicy, given: Readonly<{ policyId: string; others: readonly OtherPolicy[] }>): ReminderPolicyProblem[] {
  const { rungs } = policy;
  if (rungs.length === 0)
    return [
      { code: 'no_rungs', rungAt: null, field: 'rungs', detail: 'A ladder has at least one rung: the one at which a person begins.' },
      ...checkPaymentClaim(policy),
      ...checkClaims(policy, given),
    ];
  const found = rungs.flatMap((_, rungAt) => [...checkPlace(policy, rungAt), ...checkDoes(rungs, rungAt), ...checkWords(rungs, rungAt)]);
  return [...found, ...checkDays(policy), ...checkPaymentClaim(policy), ...checkClaims(policy, given)];
}

type Found = Omit<ReminderPolicyProblem, 'rungAt'>;
const placed = (rungAt: number, found: readonly Found[]): ReminderPolicyProblem[] => found.map(problem => ({ ...problem, rungAt }));

/** Days in order, a name that says them, an hour at which letters may leave. */
function checkPlace({ rungs, quietHours, spreadMinutes }: ReminderPolicy, rungAt: number): ReminderPolicyProblem[] {
  const step = rungs[rungAt],
    before = rungs[rungAt - 1];
  if (!step) return [];
  const found: Found[] = [];
  const twin = rungs.slice(0, rungAt).find(other => other.rung === step.rung);
  if (step.rung !== nameOfRung(step.offsetDays))
    found.push({ code: 'wrong_name', field: 'rung', detail: `A rung is called by its days: ${nameOfRung(step.offsetDays)}.`, other: nameOfRung(step.offsetDays) });
  if (twin) found.push({ code: 'duplicate_rung', field: 'offsetDays', detail: `There is a rung ${step.rung} already.`, other: twin.rung });
  else if (before && approximateDays(step) <= approximateDays(before))
    found.push({ code: 'not_ascending', field: 'offsetDays', detail: `The rung comes after ${before.rung} and must lie later.`, other: before.rung });
  const lastMinutes = Array.from({ length: spreadMinutes }, (_, minute) => minutesAfter(step.hour, minute));
  if (isQuietHour(step.hour, quietHours)) found.push({ code: 'hour_in_quiet_time', field: 'hour', detail: `No letter leaves between ${quietHours.from} and ${quietHours.until}.` });
  else if (lastMinutes.some(time => isQuietHour(time, quietHours)) || lastMinutes.length > new Set(lastMinutes).size)
    found.push({ code: 'hour_in_quiet_time', field: 'hour', detail: `Letters spread over ${spreadMinutes} minutes from ${step.hour} would leave after ${quietHours.from}, or on the next day.` });
  return placed(rungAt, found);
}

/** What a rung does: known effects, each once, the letter last; a person takes over at the end, and only there. */
function checkDoes(rungs: readonly LadderRung[], rungAt: number): ReminderPolicyProblem[] {
  const step = rungs[rungAt];
  if (!step) return [];
  const { does, recipients } = step;
  const isLast = rungAt === rungs.length - 1,
    writes = does.includes('letter');
  const found: Found[] = [];
  const problem = (code: ReminderPolicyProblemCode, detail: string, field = 'does') => found.push({ code, field, detail });
  for (const effect of does.filter(each => !effects.includes(each))) problem('unknown_effect', `There is no effect ${effect}.`);
  if (new Set(does).size < does.length) problem('duplicate_effect', 'An effect stands twice.');
  if (does.slice(0, -1).includes('letter')) problem('letter_not_last', 'The letter comes last, so that what it says is in force.');
  if (isLast) {
    if (!does.includes('stop') || !does.includes('manual_task')) problem('no_person_follows', 'After the last rung a person must follow: it stops the letters and gives a person the task.');
    else if (writes) problem('letter_at_the_end', 'The rung that stops the letters writes none itself.');
  } else {
    if (does.includes('stop') || does.includes('manual_task')) problem('stop_before_the_end', 'Letters stop at the last rung only: nothing would follow this one.');
    if (!writes) problem('rung_without_letter', 'Each rung before the last writes to the customer.');
    if (writes && !recipients.includes('customer')) problem('customer_not_written_to', 'The letter is to the customer.', 'recipients');
  }
  return placed(rungAt, found);
}

/** A letter says nothing that is not so: an official one speaks of suspended shipments, an escalation of the management and of what comes next. */
function checkWords(rungs: readonly LadderRung[], rungAt: number): ReminderPolicyProblem[] {
  const step = rungs[rungAt];
  if (!step) return [];
  const isInForce = (effect: Effect): boolean => rungs.slice(0, rungAt + 1).some(each => each.does.includes(effect));
  const found: Found[] = [];
  if (endsLetters(step) !== (step.tone === 'manual')) found.push({ code: 'tone_without_letter', field: 'tone', detail: 'The tone "manual" belongs to the rung without a letter, and to that alone.' });
  if (!isSaidOn(step)) found.push({ code: 'tone_of_another_day', field: 'tone', detail: 'A soft letter speaks of a day to come, a neutral one of today, the others of days past.' });
  if (step.offsetDays <= 0 && step.recipients.some(each => each !== 'customer')) {
    found.push({ code: 'colleague_before_due', field: 'recipients', detail: 'Colleagues are told of what is overdue: choose them from the first day after the due date on.' });
  }
  if ((step.tone === 'official' || step.tone === 'escalation') && !isInForce('shipment_hold')) {
    found.push({ code: 'hold_not_set', field: 'tone', detail: 'The letter says that shipments are suspended: suspend them at this rung or before it.' });
  }
  if (step.tone === 'escalation' && !isInForce('head_task'))
    found.push({ code: 'head_not_told', field: 'tone', detail: 'The letter says that the management knows: give the head the task at this rung or before it.' });
  if (step.tone === 'escalation' && approximateDays(step) < earliestThreatDays) {
    found.push({ code: 'threat_too_early', field: 'tone', detail: `Lawyers are not named before ${earliestThreatDays} days after the due date.` });
  }
  return placed(rungAt, found);
}

function isSaidOn({ tone, offsetDays }: LadderRung): boolean {
  switch (tone) {
    case 'soft':
      return offsetDays < 0;
    case 'neutral':
      return offsetDays === 0;
    case 'businesslike':
    case 'official':
    case 'escalation':
      return offsetDays > 0;
    case 'manual':
      return true;
  }
}

function checkDays({ quietDays }: ReminderPolicy): ReminderPolicyProblem[] {
  const everyWeekday = [1, 2, 3, 4, 5, 6, 7].every(weekday => quietDays.weekdays.includes(weekday) || (quietDays.nonWorking && weekday > 5));
  return everyWeekday ? [{ code: 'no_sending_day', rungAt: null, field: 'quietDays', detail: 'On some weekday letters must leave.' }] : [];
}

/** A customer may say at least once that it has paid, and is believed for a while; what it puts off by words alone has an end. */
function checkPaymentClaim({ paymentClaim: { restWorkingDays, maxTimes } }: ReminderPolicy): ReminderPolicyProblem[] {
  const problem = (code: ReminderPolicyProblemCode, detail: string) => [{ code, rungAt: null, field: 'paymentClaim', detail }];
  if (restWorkingDays < 1 || restWorkingDays > claimRestMaxWorkingDays)
    return problem('claim_rest_out_of_range', `Letters rest for one to ${claimRestMaxWorkingDays} working days after a customer has said that it has paid.`);
  if (maxTimes < 1 || maxTimes * restWorkingDays > claimsMaxWorkingDays)
    return problem('claim_times_out_of_range', `A customer may say at least once that it has paid, and so often that letters rest for ${claimsMaxWorkingDays} working days in all at most.`);
  return [];
}

/** The default policy is for everybody else; of two others, none claims whom the other claims in the same way. */
function checkClaims({ appliesTo }: ReminderPolicy, { policyId, others }: { policyId: string; others: readonly OtherPolicy[] }): ReminderPolicyProblem[] {
  const kind = kindOfClaim(appliesTo);
  if (kind === null) return [];
  if (policyId === defaultPolicyId) return [{ code: 'default_claims', rungAt: null, field: 'appliesTo', detail: 'The default policy is for everybody whom no other one claims.' }];
  const rival = others.find(other => other.policyId !== policyId && kindOfClaim(other.appliesTo) === kind && overlaps(other.appliesTo, appliesTo));
  return rival ? [{ code: 'claimed_twice', rungAt: null, field: 'appliesTo', detail: `The policy ${rival.policyId} claims the same customers.`, other: rival.policyId }] : [];
}

function overlaps(a: AppliesTo, b: AppliesTo): boolean {
  const meet = (one: readonly string[], other: readonly string[]): boolean => (one.length === 0 && other.length === 0) || one.some(each => other.includes(each));
  return meet(a.segments, b.segments) && meet(a.payerTypes, b.payerTypes);
}

import { describe, expect, it } from 'vitest';
import { checkReminderPolicy, type ReminderPolicyProblem } from '../../../domain/dunning/check-reminder-policy.ts';
import { chooseReminderPolicy } from '../../../domain/dunning/choose-reminder-policy.ts';
import { examplePolicies } from '../../../domain/dunning/example-policies.ts';
import { aLetter, defaultLadder, type Effect, type LadderRung, theEnd } from '../../../domain/dunning/ladder.ts';
import { type AppliesTo, defaultReminderPolicy, type ReminderPolicy } from '../../../domain/dunning/policy.ts';

it('holds the defaults the company is promised, as plain JSON', () => {
  expect(defaultReminderPolicy).toMatchObject({
    ...{ onMissed: 'skip_to_current', minGapHours: 20, spreadMinutes: 0, quietHours: { from: '20:00', until: '09:00' }, quietDays: { nonWorking: true, weekdays: [], on: [] } },
    ...{ freshnessWorkingDays: 1, holdWorkingDays: 2, graceDays: 1, promise: { customerMaxDays: 14, customerMaxTimes: 2, staffMaxDays: 60 }, shipmentHoldScope: 'deal' },
    paymentClaim: { restWorkingDays: 1, maxTimes: 3 },
  });
  expect(defaultLadder.map(({ rung, hour, basis }) => `${rung} ${hour} ${basis}`)).toEqual(['-3', '0', '+3', '+7', '+14', '+21'].map(rung => `${rung} 10:00 calendar_days`));
  expect(JSON.parse(JSON.stringify(defaultReminderPolicy))).toEqual(defaultReminderPolicy);
});

const nobody: AppliesTo = { segments: [], payerTypes: [] };
const found = (policy: Partial<ReminderPolicy>, given: Partial<Parameters<typeof checkReminderPolicy>[1]> = {}): ReminderPolicyProblem[] =>
  checkReminderPolicy({ ...defaultReminderPolicy, ...policy }, { policyId: 'default', others: [], ...given });
const told = (problems: readonly ReminderPolicyProblem[]) => problems.map(({ code, rungAt, field }) => `${code} ${rungAt ?? '-'} ${field}`);
/** The default ladder with one rung otherwise. */
const with_ = (at: number, change: Partial<LadderRung>) => ({ rungs: defaultLadder.map((rung, index) => (index === at ? { ...rung, ...change } : rung)) });

describe('the check of a reminder policy', () => {
  it('finds nothing in the default one nor in the examples', () => {
    expect(found({})).toEqual([]);
    const others = Object.entries(examplePolicies).map(([policyId, { appliesTo }]) => ({ policyId, appliesTo }));
    for (const [policyId, policy] of Object.entries(examplePolicies)) expect(found(policy, { policyId, others })).toEqual([]);
  });

  it.each<[string, Partial<ReminderPolicy>]>([
    ['no_rungs - rungs', { rungs: [] }],
    ['not_ascending 3 offsetDays', with_(3, { rung: '+1', offsetDays: 1 })],
    ['wrong_name 3 rung', with_(3, { rung: '+8' })],
    ['hour_in_quiet_time 2 hour', with_(2, { hour: '20:00' })],
    ['hour_in_quiet_time 2 hour', { ...with_(2, { hour: '19:30' }), spreadMinutes: 31 }],
    ['hour_in_quiet_time 2 hour', { ...with_(2, { hour: '23:30' }), spreadMinutes: 31, quietHours: { from: '00:00', until: '00:00' } }],
    ['unknown_effect 2 does', with_(2, { does: ['shout' as Effect, 'letter'] })],
    ['duplicate_effect 2 does', with_(2, { does: ['owner_told', 'owner_told', 'letter'] })],
    ['letter_not_last 3 does', with_(3, { does: ['letter', 'shipment_hold'] })],
    ['rung_without_letter 2 does', with_(2, { does: ['owner_told'] })],
    ['customer_not_written_to 2 recipients', with_(2, { recipients: ['owner'] })],
    ['tone_without_letter 2 tone', with_(2, { tone: 'manual' })],
    ['tone_of_another_day 2 tone', with_(2, { tone: 'soft' })],
    ['tone_of_another_day 0 tone', with_(0, { tone: 'businesslike' })],
    ['hold_not_set 2 tone', with_(2, { tone: 'official' })],
    ['colleague_before_due 1 recipients', with_(1, { recipients: ['customer', 'head'] })],
    ['no_sending_day - quietDays', { quietDays: { nonWorking: true, weekdays: [1, 2, 3, 4, 5], on: [] } }],
    ['claim_rest_out_of_range - paymentClaim', { paymentClaim: { restWorkingDays: 0, maxTimes: 3 } }],
    ['claim_rest_out_of_range - paymentClaim', { paymentClaim: { restWorkingDays: 6, maxTimes: 1 } }],
    ['claim_times_out_of_range - paymentClaim', { paymentClaim: { restWorkingDays: 1, maxTimes: 0 } }],
    ['claim_times_out_of_range - paymentClaim', { paymentClaim: { restWorkingDays: 4, maxTimes: 4 } }],
    ['default_claims - appliesTo', { appliesTo: { segments: ['state'], payerTypes: [] } }],
  ])('names %s', (problem, change) => {
    expect(told(found(change))).toEqual([problem]);
  });

  it('takes a customer’s word for as long as fifteen working days in all', () => {
    for (const paymentClaim of [
      { restWorkingDays: 5, maxTimes: 3 },
      { restWorkingDays: 1, maxTimes: 15 },
    ])
      expect(found({ paymentClaim })).toEqual([]);
  });

  it('refuses two rungs of the same days, in calendar days and business days alike', () => {
    const rungs = [aLetter(3, 'businesslike'), aLetter(3, 'businesslike', { basis: 'business_days' }), theEnd(10)];
    expect(told(found({ rungs }))).toEqual(['duplicate_rung 1 offsetDays']);
  });

  it('refuses a ladder after which no person follows, one that ends too early, and one that writes at its end', () => {
    expect(told(found({ rungs: defaultLadder.slice(0, -1) }))).toEqual(['no_person_follows 4 does']);
    expect(told(found({ rungs: [...defaultLadder, theEnd(30)] }))).toEqual(['stop_before_the_end 5 does', 'rung_without_letter 5 does']);
    expect(told(found(with_(5, { does: ['stop', 'manual_task', 'letter'] })))).toEqual(['letter_at_the_end 5 does']);
    expect(told(found(with_(5, { does: ['stop'] })))).toEqual(['no_person_follows 5 does']);
  });

  it('lets no letter say what is not so: no threat early, no management that knows of nothing', () => {
    const early = { rungs: [aLetter(7, 'official', { does: ['shipment_hold', 'letter'] }), aLetter(10, 'escalation', { does: ['head_task', 'letter'] }), theEnd(20)] };
    expect(told(found(early))).toEqual(['threat_too_early 1 tone']);
    expect(told(found({ rungs: early.rungs.map(rung => ({ ...rung, basis: 'business_days' as const })) }))).toEqual([]);
    expect(told(found(with_(4, { does: ['letter'] })))).toEqual(['head_not_told 4 tone']);
  });

  it('lets two policies claim the same customers only where one claim is the more particular', () => {
    const claims = (appliesTo: AppliesTo, other: AppliesTo) => told(found({ appliesTo }, { policyId: 'mine', others: [{ policyId: 'theirs', appliesTo: other }] }));
    expect(claims({ segments: ['state', 'retail'], payerTypes: [] }, { segments: ['state'], payerTypes: [] })).toEqual(['claimed_twice - appliesTo']);
    expect(claims({ segments: ['state'], payerTypes: ['chronic'] }, { segments: ['state'], payerTypes: ['problem', 'chronic'] })).toEqual(['claimed_twice - appliesTo']);
    expect(claims({ segments: ['state'], payerTypes: ['chronic'] }, { segments: ['state'], payerTypes: [] })).toEqual([]);
    expect(claims({ segments: ['state'], payerTypes: [] }, { segments: ['retail'], payerTypes: [] })).toEqual([]);
    expect(claims(nobody, nobody)).toEqual([]);
  });
});

describe('the policy of a customer', () => {
  const claiming = (policyId: string, segments: AppliesTo['segments'], payerTypes: AppliesTo['payerTypes']) => ({ policyId, appliesTo: { segments, payerTypes } });
  const policies = [claiming('default', [], []), claiming('state', ['state'], []), claiming('strict', [], ['chronic']), claiming('state_problem', ['state'], ['problem']), claiming('retired', [], [])];
  const chosen = (segment: 'retail' | 'corporate' | 'state', payerType: 'accidental' | 'chronic' | 'problem' | null) => Object.values(chooseReminderPolicy(policies, { segment, payerType }));

  it('is the most particular that claims it, and says by what', () => {
    expect(chosen('corporate', null)).toEqual(['default', 'default']);
    expect(chosen('corporate', 'problem')).toEqual(['default', 'default']);
    expect(chosen('state', null)).toEqual(['state', 'segment']);
    expect(chosen('state', 'chronic')).toEqual(['strict', 'payer_type']);
    expect(chosen('state', 'problem')).toEqual(['state_problem', 'segment_and_payer_type']);
    expect(chosen('retail', 'chronic')).toEqual(['strict', 'payer_type']);
  });

  it('SG2, SG4: of the examples has an approach for each way of paying, and one for the state', () => {
    const examples = Object.entries({ default: defaultReminderPolicy, ...examplePolicies }).map(([policyId, policy]) => ({ policyId, ...policy }));
    const approachTo = (segment: 'corporate' | 'state', payerType: 'accidental' | 'chronic' | 'problem' | null) => {
      const { policyId } = chooseReminderPolicy(examples, { segment, payerType });
      const rungs = examples.find(each => each.policyId === policyId)?.rungs ?? [];
      return [policyId, ...rungs.filter(({ offsetDays }) => offsetDays > 0).map(({ rung, tone }) => `${rung} ${tone}`)].join(', ');
    };
    const soft = 'default, +3 businesslike, +7 official, +14 escalation, +21 manual';
    expect(approachTo('corporate', null)).toBe(soft);
    expect(approachTo('corporate', 'accidental')).toBe(soft);
    expect(approachTo('corporate', 'chronic')).toBe('strict, +3 official, +14 escalation, +17 manual');
    expect(approachTo('corporate', 'problem')).toBe('official, +1 official, +7 official, +14 manual');
    expect(approachTo('state', null)).toBe('state, +5 businesslike, +10 official, +15 escalation, +20 manual');
  });

  it('is the default one where nobody has saved any', () => {
    expect(chooseReminderPolicy([], { segment: 'retail', payerType: 'problem' })).toEqual({ policyId: 'default', reason: 'default' });
  });
});

import { z } from 'zod';
import { checkReminderPolicy } from '../../domain/dunning/check-reminder-policy.ts';
import { effects, nameOfRung, recipients, rungBases, tones } from '../../domain/dunning/ladder.ts';
import { defaultPolicyId, defaultReminderPolicy, type ReminderPolicy } from '../../domain/dunning/policy.ts';
import { fieldProblems } from './field-problems.ts';
import { clock, count, merged } from './policy-schema.ts';

/** The part of a company's file that the default reminder policy begins with; `sendTime` is the hour of each rung that names none. */
const seedSchema = z.strictObject({
  dunning: z.strictObject({
    ladder: z
      .array(
        z.strictObject({
          ...{ rung: z.string().optional(), offsetDays: z.int().min(-90).max(365), tone: z.enum(tones), does: z.array(z.enum(effects)).min(1) },
          ...{ basis: z.enum(rungBases).default('calendar_days'), hour: clock.optional(), recipients: z.array(z.enum(recipients)).optional() },
        }),
      )
      .max(20),
    sendTime: clock,
    quietFrom: clock,
    quietUntil: clock,
    minGapHours: count,
    missed: z.enum(['skip_to_current', 'send_in_order']),
    holdWorkingDays: count,
    shipmentHoldScope: z.enum(['deal', 'customer']),
  }),
  promise: z.strictObject({ customerMaxDays: count, customerMaxTimes: count, staffMaxDays: count, graceDays: count }),
  paymentClaim: z.strictObject({ restWorkingDays: count, maxTimes: count }),
  freshnessWorkingDays: count,
});
type Seed = z.output<typeof seedSchema>;

export const seedFields = ['dunning', 'promise', 'paymentClaim', 'freshnessWorkingDays'] as const;

const { rungs, quietHours, promise, paymentClaim, graceDays, ...plain } = defaultReminderPolicy;
const defaults: Readonly<Record<string, unknown>> = {
  dunning: {
    ladder: rungs.map(({ channel: _channel, hour: _hour, ...rung }) => rung),
    sendTime: '10:00',
    quietFrom: quietHours.from,
    quietUntil: quietHours.until,
    minGapHours: plain.minGapHours,
    missed: plain.onMissed,
    holdWorkingDays: plain.holdWorkingDays,
    shipmentHoldScope: plain.shipmentHoldScope,
  },
  promise: { ...promise, graceDays },
  paymentClaim: { ...paymentClaim },
  freshnessWorkingDays: plain.freshnessWorkingDays,
};

/** The default reminder policy of a new installation: the built-in one with what the file says otherwise. Problems are added to `context`. */
export function reminderSeed(overrides: Readonly<Record<string, unknown>>, context: z.RefinementCtx): ReminderPolicy {
  const problem = (path: readonly PropertyKey[], message: string) => context.addIssue({ code: 'custom', path: ['policy', ...path], message });
  const parsed = seedSchema.safeParse(merged(defaults, overrides));
  if (!parsed.success) {
    for (const { path, message } of fieldProblems(parsed.error)) problem(path, message);
    return z.NEVER;
  }
  const policy = policyOf(parsed.data);
  for (const { rungAt, field, detail } of checkReminderPolicy(policy, { policyId: defaultPolicyId, others: [] })) {
    const isSeedField = seedFields.some(each => each === field);
    problem(isSeedField ? [field] : ['dunning', 'ladder', ...(rungAt === null ? [] : [rungAt, field])], detail);
  }
  return policy;
}

function policyOf({ dunning, promise: { graceDays: grace, ...limits }, paymentClaim: claims, freshnessWorkingDays }: Seed): ReminderPolicy {
  const steps = dunning.ladder.map(({ rung, hour, recipients: to, ...step }) => ({
    ...step,
    rung: rung ?? nameOfRung(step.offsetDays),
    hour: hour ?? dunning.sendTime,
    channel: 'email' as const,
    recipients: to ?? (step.does.includes('letter') ? (['customer'] as const) : []),
  }));
  const { quietFrom: from, quietUntil: until, minGapHours, missed: onMissed, holdWorkingDays, shipmentHoldScope } = dunning;
  return {
    ...defaultReminderPolicy,
    ...{ rungs: steps, quietHours: { from, until }, minGapHours, onMissed, holdWorkingDays, shipmentHoldScope, promise: limits, paymentClaim: claims, graceDays: grace, freshnessWorkingDays },
  };
}

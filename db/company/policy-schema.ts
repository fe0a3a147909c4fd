import { z } from 'zod';
import { ruleBounds } from '../../domain/approval/rules.ts';
import { type CompanyPolicy, defaultCompanyPolicy } from '../../domain/policy/company-policy.ts';
import { fieldProblems } from './field-problems.ts';

const count = z.int().min(0).max(100_000);
const within = (rule: keyof typeof ruleBounds) => z.int().min(ruleBounds[rule][0]).max(ruleBounds[rule][1]);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as 09:00');
const effect = z.enum(['letter', 'owner_told', 'shipment_hold', 'head_task', 'stop', 'manual_task']);
const rung = z.strictObject({
  rung: z.string().regex(/^[+-]?\d{1,3}$/, 'expected the name of a rung such as +7'),
  offsetDays: z.int().min(-90).max(365),
  tone: z.enum(['soft', 'neutral', 'businesslike', 'official', 'escalation', 'manual']),
  does: z
    .array(effect)
    .min(1)
    .refine(does => !does.slice(0, -1).includes('letter'), 'the letter comes last, so that what it says is in force'),
});
const ladder = z
  .array(rung)
  .min(1)
  .refine(rungs => rungs.every((each, at) => at === 0 || each.offsetDays > (rungs[at - 1]?.offsetDays ?? 0)), 'rungs stand in ascending order of their days');

/** A whole policy, every field proven; the zone is not in it, for it is the company's. */
const policySchema: z.ZodType<Omit<CompanyPolicy, 'zone'>> = z.strictObject({
  workingWeekdays: z.array(z.int().min(1).max(7)).min(1),
  workingTime: z.array(z.tuple([clock, clock]).refine(([from, to]) => from < to, 'a span of working time begins before it ends')).min(1),
  slaMinutes: z.strictObject({ manager: within('slaMinutes'), lawyer: within('slaMinutes'), cfo: within('slaMinutes'), director: within('slaMinutes') }),
  roundWorkingDays: within('finalLimitWorkingDays'),
  keepUnchangedApprovals: z.boolean(),
  undo: z.strictObject({ linkSeconds: within('undoSeconds'), apiKeySeconds: count }),
  stepUp: z.strictObject({ aboveMinor: within('stepUpAboveMinor').nullable() }),
  quoteValidityDays: count.min(1),
  paymentTermsDays: count,
  dunning: z.strictObject({
    ladder,
    sendTime: clock,
    quietFrom: clock,
    quietUntil: clock,
    minGapHours: count,
    missed: z.enum(['skip_to_current', 'send_in_order']),
    holdWorkingDays: count,
    shipmentHoldScope: z.enum(['deal', 'customer']),
  }),
  promise: z.strictObject({ customerMaxDays: count, customerMaxTimes: count, staffMaxDays: count, graceDays: count }),
  pauseMaxDays: count.min(1),
  smallDifferenceMinor: count,
  freshnessWorkingDays: count,
  watches: z.strictObject({ createdNotSentWorkingMinutes: count, openedUnpaidDays: count, neverOpenedDays: count }),
});

/** The company's policy: the defaults of Q2C.md 11 with what the file says otherwise. Problems are added to `context`. */
export function policyWith(overrides: Readonly<Record<string, unknown>>, zone: string, context: z.RefinementCtx): CompanyPolicy {
  const { zone: _, ...defaults } = defaultCompanyPolicy;
  const parsed = policySchema.safeParse(merged(defaults, overrides));
  if (parsed.success) return { zone, ...parsed.data };
  for (const { path, message } of fieldProblems(parsed.error)) context.addIssue({ code: 'custom', path: ['policy', ...path], message });
  return z.NEVER;
}

/** Objects are laid over each other key by key; lists and plain values are replaced whole. */
function merged(base: Readonly<Record<string, unknown>>, over: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...base, ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, isRecord(base[key]) && isRecord(value) ? merged(base[key], value) : value])) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

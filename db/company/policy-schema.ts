import { z } from 'zod';
import { approvalRoles } from '../../domain/approval/policy.ts';
import { ruleBounds } from '../../domain/approval/rules.ts';
import { type CompanyPolicy, defaultCompanyPolicy } from '../../domain/policy/company-policy.ts';
import { fieldProblems } from './field-problems.ts';

export const count = z.int().min(0).max(100_000);
const within = (rule: keyof typeof ruleBounds) => z.int().min(ruleBounds[rule][0]).max(ruleBounds[rule][1]);
export const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as 09:00');

/** A whole policy, every field proven; the zone is not in it, for it is the company's. */
const policySchema: z.ZodType<Omit<CompanyPolicy, 'zone'>> = z.strictObject({
  workingWeekdays: z.array(z.int().min(1).max(7)).min(1),
  workingTime: z.array(z.tuple([clock, clock]).refine(([from, to]) => from < to, 'a span of working time begins before it ends')).min(1),
  slaMinutes: z.strictObject({ manager: within('slaMinutes'), lawyer: within('slaMinutes'), cfo: within('slaMinutes'), director: within('slaMinutes') }),
  roundWorkingDays: within('finalLimitWorkingDays'),
  keepUnchangedApprovals: z.boolean(),
  undo: z.strictObject({ linkSeconds: within('undoSeconds'), apiKeySeconds: count }),
  stepUp: z.strictObject({ aboveMinor: within('stepUpAboveMinor').nullable() }),
  shipmentOverDebt: z.strictObject({ approverRoles: z.array(z.enum(approvalRoles)).min(1) }),
  quoteValidityDays: count.min(1),
  paymentTermsDays: count,
  pauseMaxDays: count.min(1),
  smallDifferenceMinor: count,
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
export function merged(base: Readonly<Record<string, unknown>>, over: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...base, ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, isRecord(base[key]) && isRecord(value) ? merged(base[key], value) : value])) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

import { z } from 'zod';
import { snakeKey } from '../../db/company/key-spelling.ts';
import type { PolicyWarning } from '../../domain/approval/check-holders.ts';
import { approvalRoles, factKinds } from '../../domain/approval/policy.ts';
import { ruleBounds } from '../../domain/approval/rules.ts';
import { Author } from './author.ts';
import { At, Currency, Language, Money } from './primitives.ts';
import { conflictOf } from './problem.ts';

const Texts = z.strictObject({ ru: z.string().min(1).max(500), kk: z.string().min(1).max(500), en: z.string().min(1).max(500) });
const factNames = Object.keys(factKinds).map(snakeKey);
const Test = z.strictObject({ fact: z.enum(factNames), op: z.enum(['above', 'below', 'is', 'is_not']), value: z.union([z.int(), z.string().max(40), z.boolean()]) });
export const PolicyRow = z.strictObject({ row_id: z.string().regex(/^[a-z0-9_]{1,60}$/), when: z.array(Test).max(20), roles: z.array(z.enum(approvalRoles)).max(4), text: Texts }).meta({
  id: 'ApprovalPolicyRow',
  examples: [
    {
      row_id: 'amount',
      when: [{ fact: 'gross_minor', op: 'above', value: 100000000 }],
      roles: ['manager', 'lawyer', 'cfo', 'director'],
      text: { ru: 'Сумма {value} больше типовой: до {limit}.', kk: '…', en: 'The total of {value} is above {limit}.' },
    },
  ],
});
const within = (rule: keyof typeof ruleBounds) => z.int().min(ruleBounds[rule][0]).max(ruleBounds[rule][1]);
const minutes = within('slaMinutes');
const rules = {
  sla_minutes: z.strictObject({ manager: minutes, lawyer: minutes, cfo: minutes, director: minutes }).describe('Working minutes that each role has for its step.'),
  final_limit_working_days: within('finalLimitWorkingDays').describe('Working days after which a round expires.'),
  undo_seconds: within('undoSeconds').describe('How long a decision by link can be taken back.'),
  step_up_above: Money.nullable().describe('Above this sum, in the company’s currency, a decision by link takes a code from a letter as well; null is off.'),
  keep_unchanged_approvals: z.boolean().describe('Whether an approval holds for a later version in which nothing that its role judges has changed.'),
};
/** Rules that are not named stay as they are. */
export const PolicyBody = z
  .strictObject({
    rows: z.array(PolicyRow).min(1).max(100),
    ...z.strictObject({ ...rules, step_up_above: z.strictObject({ value: within('stepUpAboveMinor'), currency: Currency }).nullable() }).partial().shape,
  })
  .meta({ id: 'ApprovalPolicyRequest' });
/** What is lawful and yet to worry about: a role of the table that nobody active holds. */
export const PolicyWarningShape = z.object({ code: z.literal('role_without_holder'), role: z.enum(approvalRoles), row_ids: z.array(z.string()), detail: z.string() }).meta({
  id: 'ApprovalPolicyWarning',
  examples: [{ code: 'role_without_holder', role: 'lawyer', row_ids: ['amount'], detail: 'Nobody active holds the role lawyer: deals that need it cannot be submitted.' }],
});
const ofVersion = { version: z.int(), changed_by: Author.nullable(), changed_at: At };
const policy = { object: z.literal('approval_policy'), id: z.literal('default'), ...ofVersion, created_at: At, rows: z.array(PolicyRow), ...rules, warnings: z.array(PolicyWarningShape) };
export const Policy = z.object(policy).meta({ id: 'ApprovalPolicy' });

const Difference = z.object({ kind: z.enum(['added', 'removed', 'changed']), path: z.string(), row_id: z.string().nullable(), current: z.unknown(), yours: z.unknown() }).meta({
  id: 'ApprovalPolicyDifference',
  examples: [
    { kind: 'changed', path: 'rows/amount/roles', row_id: 'amount', current: ['manager', 'cfo'], yours: ['manager', 'cfo', 'director'] },
    { kind: 'changed', path: 'sla_minutes/cfo', row_id: null, current: 480, yours: 240 },
  ],
});

/** `yours`: the rows of the request, and the rules as it would leave them. A difference in `place` names the rows that the row follows; one of the rules is of no row. */
export const policyConflict = conflictOf({
  id: 'ApprovalPolicyConflict',
  current: z.object({ ...policy, etag: z.string() }),
  yours: z.object({ rows: z.array(PolicyRow), ...rules }),
  difference: Difference,
});

const RuleValue = z.union([z.int(), z.boolean(), Money]).nullable();
/** A version of the approval policy and what it changed: rows, rules, and the examples of deals that it sends another way. The first one has nothing to be compared with. */
export const PolicyVersion = z
  .object({
    ...{ object: z.literal('approval_policy_version'), ...ofVersion },
    rows: z.array(z.object({ row_id: z.string(), change: z.enum(['added', 'removed', 'changed']), before: PolicyRow.nullable(), after: PolicyRow.nullable() })),
    reordered: z.boolean(),
    rules: z.array(z.object({ field: z.string(), before: RuleValue, after: RuleValue })),
    routes: z.array(z.object({ facts: z.record(z.string(), z.unknown()), before: z.array(z.enum(approvalRoles)), after: z.array(z.enum(approvalRoles)) })),
  })
  .meta({
    id: 'ApprovalPolicyVersion',
    examples: [
      {
        ...{ object: 'approval_policy_version', version: 4, changed_by: { type: 'user', id: 'usr_6', name: 'Тимур Каримов', via: 'page' }, changed_at: '2026-11-28T05:00:00.000Z' },
        ...{ rows: [], reordered: false, rules: [{ field: 'sla_minutes.cfo', before: 480, after: 240 }], routes: [] },
      },
    ],
  });

export const presentWarning = ({ code, role, rowIds, detail }: PolicyWarning): z.output<typeof PolicyWarningShape> => ({ code, role, row_ids: [...rowIds], detail });

const percent = z.string().regex(/^-?\d{1,3}(\.\d{1,4})?$/, 'A percent is written as "12.75".');
export const PreviewBody = z
  .strictObject({
    facts: z.strictObject({
      ...{
        gross_minor: z.int().min(0),
        foreign_currency: z.boolean().default(false),
        max_discount_percent: percent.default('0'),
        credit_days: z.int().min(0).default(0),
        contract_type: z.enum(['standard', 'amended', 'customer_template']).default('standard'),
      },
      ...{
        has_special_terms: z.boolean().default(false),
        customer_overdue_minor: z.int().min(0).default(0),
        over_credit_limit: z.boolean().default(false),
        margin_percent: percent.nullable().default(null),
      },
    }),
    lang: Language.optional(),
  })
  .meta({ id: 'ApprovalPreviewRequest', examples: [{ facts: { gross_minor: 371200000, max_discount_percent: '5', credit_days: 14 } }] });
export const Preview = z
  .object({
    object: z.literal('approval_route'),
    policy_version: z.int(),
    typical: z.boolean(),
    steps: z.array(z.object({ role: z.string(), why: z.array(z.object({ row_id: z.string(), text: z.string() })) })),
    warnings: z.array(PolicyWarningShape),
  })
  .meta({ id: 'ApprovalRoute' });

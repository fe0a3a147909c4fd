import { z } from 'zod';
import { snakeKey } from '../../db/company/key-spelling.ts';
import type { PolicyWarning } from '../../domain/approval/check-holders.ts';
import { approvalRoles, factKinds } from '../../domain/approval/policy.ts';
import { NamedActor } from './deal.ts';
import { At, Language } from './primitives.ts';
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
export const PolicyBody = z.strictObject({ rows: z.array(PolicyRow).min(1).max(100) }).meta({ id: 'ApprovalPolicyRequest' });
/** What is lawful and yet to worry about: a role of the table that nobody active holds. */
export const PolicyWarningShape = z.object({ code: z.literal('role_without_holder'), role: z.enum(approvalRoles), row_ids: z.array(z.string()), detail: z.string() }).meta({
  id: 'ApprovalPolicyWarning',
  examples: [{ code: 'role_without_holder', role: 'lawyer', row_ids: ['amount'], detail: 'Nobody active holds the role lawyer: deals that need it cannot be submitted.' }],
});
/** The table with who put it in force, and when; `changed_by` is null where it came with the company file. */
const policy = {
  object: z.literal('approval_policy'),
  id: z.literal('default'),
  version: z.int(),
  created_at: At,
  changed_by: NamedActor.nullable(),
  rows: z.array(PolicyRow),
  warnings: z.array(PolicyWarningShape),
};
export const Policy = z.object(policy).meta({ id: 'ApprovalPolicy' });

const RowDifference = z
  .object({ kind: z.enum(['added', 'removed', 'changed']), path: z.string(), row_id: z.string(), current: z.unknown(), yours: z.unknown() })
  .meta({ id: 'ApprovalPolicyDifference', examples: [{ kind: 'changed', path: 'rows/amount/roles', row_id: 'amount', current: ['manager', 'cfo'], yours: ['manager', 'cfo', 'director'] }] });

/** `yours`: the rows of the request. A difference in `place` names the rows that the row follows. */
export const policyConflict = conflictOf({
  id: 'ApprovalPolicyConflict',
  current: z.object({ ...policy, etag: z.string() }),
  yours: z.object({ rows: z.array(PolicyRow) }),
  difference: RowDifference,
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

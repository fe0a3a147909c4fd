import { z } from 'zod';
import { snakeKey } from '../../db/company/key-spelling.ts';
import type { PolicyWarning } from '../../domain/approval/check-holders.ts';
import { approvalRoles, factKinds } from '../../domain/approval/policy.ts';
import { ruleBounds } from '../../domain/approval/rules.ts';
import { Author } from './author.ts';
import { Named, taskStatuses } from './deal.ts';
import { Cursor, Limit } from './lists.ts';
import { At, Currency, Id, Language, Money } from './primitives.ts';

export const TaskStatus = z.enum(taskStatuses);

/** How a decision came about (SECURITY.md). Instants are by the deal's own clock; the network is shown to keys with the scope admin. */
export const DecisionEvidence = z
  .object({
    ...{ person: Named.nullable(), right: z.enum(['role', 'cover', 'pool', 'superior', 'handed_over', 'kept', 'api_key']).nullable(), cover_for: Named.nullable() },
    kept_from: z.object({ task_id: Id, version: z.int() }).nullable(),
    ...{ channel: z.enum(['email', 'link', 'api']).nullable(), address: z.string().nullable(), link_id: z.string().nullable() },
    ...{ version_hash: z.string().nullable(), shown_hash: z.string().nullable() },
    ...{ asked_at: At.nullable(), shown_at: At.nullable(), step_up_at: At.nullable(), decided_at: At.nullable() },
    network: z.object({ ip: z.string().nullable(), user_agent: z.string().nullable() }).nullable(),
  })
  .meta({
    id: 'DecisionEvidence',
    examples: [
      {
        ...{ person: { id: 'usr_7', name: 'Марат Ахметов' }, right: 'cover', cover_for: { id: 'usr_3', name: 'Ирина Ким' }, kept_from: null },
        ...{ channel: 'email', address: 'marat@arna.example', link_id: '5f7c…', version_hash: 'sha256:9b1d…', shown_hash: '0c44…' },
        ...{ asked_at: '2026-11-24T05:00:00.000Z', shown_at: '2026-11-24T06:10:00.000Z', step_up_at: '2026-11-24T06:14:00.000Z', decided_at: '2026-11-24T06:14:00.000Z' },
        network: null,
      },
    ],
  });

/** One step of one round on one version (API.md, Approvals). */
export const ApprovalTask = z
  .object({
    ...{ object: z.literal('approval_task'), id: Id, deal_id: Id, deal_title: z.string(), version: z.int(), current_version: z.int().nullable(), round: z.int(), position: z.int() },
    ...{ role: z.string(), person: Named.nullable(), superior: Named.nullable(), status: TaskStatus, why: z.array(z.string()) },
    ...{ opened_at: At.nullable(), due_at: At.nullable(), escalated_at: At.nullable(), stuck_at: At.nullable(), expires_at: At },
    ...{ decided_at: At.nullable(), decided_by: Named.nullable(), acts_at: At.nullable(), comment: z.string().nullable() },
    /** The version on which the approval was given that still holds for this one; null where the role was asked on this version. */
    kept_from_version: z.int().nullable(),
    evidence: DecisionEvidence.nullable(),
  })
  .meta({
    id: 'ApprovalTask',
    examples: [
      {
        ...{
          object: 'approval_task',
          id: 'apt_1',
          deal_id: 'deal_7k2m',
          deal_title: 'Насосы, поставка сентябрь',
          version: 2,
          current_version: 2,
          round: 1,
          position: 2,
          role: 'cfo',
          person: { id: 'usr_3', name: 'Ирина Ким' },
          superior: { id: 'usr_4', name: 'Бахыт Нурланов' },
        },
        ...{
          status: 'open',
          why: ['Отсрочка в днях: 30, типовая — до 14.'],
          opened_at: '2026-11-24T05:00:00.000Z',
          due_at: '2026-11-25T05:00:00.000Z',
          escalated_at: null,
          stuck_at: null,
          expires_at: '2026-12-16T13:00:00.000Z',
        },
        ...{ decided_at: null, decided_by: null, acts_at: null, comment: null, kept_from_version: null, evidence: null },
      },
    ],
  });

/** What a front end may ask of the tasks. `user_id`: given to this person, or escalated to him or her; `sort=due_at`: nearest deadline first, the oldest rounds first otherwise. */
export const TaskFilter = z.strictObject({
  ...{ status: TaskStatus.optional(), user_id: Id.optional(), deal_id: Id.optional(), role: z.enum(approvalRoles).optional(), sort: z.enum(['expires_at', 'due_at']).default('expires_at') },
  ...{ lang: Language.optional(), cursor: Cursor.optional(), limit: Limit },
});

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
export const Policy = z
  .object({ object: z.literal('approval_policy'), id: z.literal('default'), ...ofVersion, created_at: At, rows: z.array(PolicyRow), ...rules, warnings: z.array(PolicyWarningShape) })
  .meta({ id: 'ApprovalPolicy' });

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

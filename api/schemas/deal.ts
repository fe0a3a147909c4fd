import { z } from 'zod';
import { Author } from './author.ts';
import { LetterInDeal } from './letter.ts';
import { ShownSpecialTerm, Totals } from './package.ts';
import { At, Id, Language, Money, On } from './primitives.ts';

export const stages = ['quoting', 'approving', 'accepting', 'invoicing', 'collecting', 'paid', 'manual_collection', 'written_off', 'lost', 'cancelled'] as const;
export const Stage = z.enum(stages);

export const Named = z.object({ id: Id, name: z.string() });
const Holder = z.object({ type: z.enum(['user', 'customer', 'bank', 'system', 'none']), id: z.string(), name: z.string() });

export const WhyWaiting = z.object({ code: z.string(), text: z.string(), holder: Holder, since: At, days: z.number(), next_at: At.nullable(), next: z.string().nullable() }).meta({
  id: 'WhyWaiting',
  examples: [
    {
      code: 'approval_open',
      text: 'ждёт решения финансового директора',
      holder: { type: 'user', id: 'usr_1', name: 'Ирина Ким' },
      since: '2026-11-24T05:00:00.000Z',
      days: 1.5,
      next_at: '2026-11-25T09:00:00.000Z',
      next: 'второе напоминание',
    },
  ],
});

export const taskStatuses = ['waiting', 'open', 'approved', 'rejected', 'changes_requested', 'handed_over', 'expired', 'superseded'] as const;
const Step = z.object({
  task_id: Id,
  role: z.string(),
  person: Named.nullable(),
  status: z.enum(taskStatuses),
  why: z.array(z.string()),
  opened_at: At.nullable(),
  due_at: At.nullable(),
  escalated_at: At.nullable(),
  decided_at: At.nullable(),
  decided_by: Named.nullable(),
  comment: z.string().nullable(),
  /** The version on which an approval was given that still holds for this one. */
  kept_from_version: z.int().nullable(),
});

const NextRung = z.object({ rung: z.string(), at: At });
export const InvoiceInDeal = z.object({
  id: Id,
  number: z.string().nullable(),
  status: z.string(),
  delivery: z.string(),
  instalment: z.int(),
  due_on: On.nullable(),
  total: Money,
  remaining: Money,
  next_rung: NextRung.nullable(),
});
export const Hold = z
  .object({ type: z.string(), scope: z.enum(['deal', 'customer']), since: At, reason: z.string() })
  .describe('`scope`: the shipments of this deal, or all to its customer; the hold of another deal of the customer is listed as well.');

export const DealEvent = z
  .object({
    n: z.int(),
    type: z.string(),
    at: At,
    actor: Author,
    reason: z.string().nullable().describe('Why, in the words of whoever did it or agreed to it; null where no words were given.'),
    approver: Named.nullable().describe('Who has agreed, where that is another matter than who did it: the approver of `hold.lifted`.'),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({
    id: 'DealEvent',
    examples: [
      {
        n: 1,
        type: 'deal.created',
        at: '2026-11-24T05:00:00.000Z',
        actor: { type: 'api_key', id: 'key_1', name: 'Bitrix24', via: null },
        reason: null,
        approver: null,
        data: { entry_stage: 'quoting' },
      },
    ],
  });

const PackageRef = z.object({ id: Id, version: z.int(), hash: z.string(), special_terms: z.array(ShownSpecialTerm), pdf_url: z.string().nullable() });

const dealHead = {
  object: z.literal('deal'),
  id: Id,
  source: z.string(),
  external_id: z.string().nullable(),
  workflow_id: z.string(),
  title: z.string(),
  stage: Stage,
  revision: z.int(),
  customer: Named,
  owner: Named,
  currency: z.string(),
  language: Language,
  totals: Totals.nullable(),
  overdue: z.boolean(),
  paused: z.boolean(),
  stuck: z.string().nullable(),
  why_waiting: WhyWaiting.nullable(),
  created_at: At,
  closed_at: At.nullable(),
};

/** A deal as lists show it. */
export const DealSummary = z.object(dealHead).meta({ id: 'DealSummary' });

const dealExample = {
  ...{ object: 'deal', id: 'deal_7k2m', source: 'bitrix24', external_id: '4711', workflow_id: 'deal:bitrix24:4711', title: 'Насосы, поставка сентябрь', stage: 'collecting', revision: 27 },
  ...{ customer: { id: 'cus_1', name: 'ТОО «Ромашка»' }, owner: { id: 'usr_1', name: 'Айгерим Садыкова' }, currency: 'KZT', language: 'ru', overdue: false, paused: false, stuck: null },
  totals: { net: { value: 70300000, currency: 'KZT' }, vat: { value: 11248000, currency: 'KZT' }, gross: { value: 81548000, currency: 'KZT' } },
  why_waiting: {
    code: 'payment_due',
    text: 'ждёт оплаты',
    holder: { type: 'customer', id: 'cus_1', name: 'ТОО «Ромашка»' },
    since: '2026-11-24T05:00:00.000Z',
    days: 1.5,
    next_at: '2026-12-05T05:00:00.000Z',
    next: 'письмо «-3»',
  },
  ...{ created_at: '2026-11-24T04:00:00.000Z', closed_at: null, draft: null, draft_revision: 0, now: '2026-11-25T17:00:00.000Z' },
  package: { id: 'qtv_1', version: 1, hash: 'sha256:9f86…', special_terms: [], pdf_url: 'http://localhost:3000/v1/deals/deal_7k2m/versions/1/pdf' },
  approval: null,
  invoices: [
    {
      ...{ id: 'inv_1', number: '2026-000123', status: 'open', delivery: 'sent', instalment: 1, due_on: '2026-12-08' },
      ...{ total: { value: 81548000, currency: 'KZT' }, remaining: { value: 81548000, currency: 'KZT' }, next_rung: { rung: '-3', at: '2026-12-05T05:00:00.000Z' } },
    },
  ],
  ...{
    holds: [],
    letters: [],
    timeline: [
      {
        n: 1,
        type: 'deal.created',
        at: '2026-11-24T04:00:00.000Z',
        actor: { type: 'api_key', id: 'key_1', name: 'Bitrix24', via: null },
        reason: null,
        approver: null,
        data: { entry_stage: 'quoting' },
      },
    ],
  },
  links: { page: 'http://localhost:3000/deals/deal_7k2m', temporal_ui: null },
};

/** A deal as `GET /v1/deals/{id}` shows it (API.md, Deals). */
export const Deal = z
  .object({
    ...dealHead,
    draft: z.unknown().nullable(),
    draft_revision: z.int(),
    now: At,
    package: PackageRef.nullable(),
    approval: z.object({ round: z.int(), version: z.int(), steps: z.array(Step) }).nullable(),
    invoices: z.array(InvoiceInDeal),
    holds: z.array(Hold),
    letters: z.array(LetterInDeal),
    timeline: z.array(DealEvent),
    links: z.object({ page: z.string(), temporal_ui: z.string().nullable() }),
  })
  .meta({ id: 'Deal', examples: [dealExample] });

export type DealView = z.output<typeof Deal>;

import { z } from 'zod';
import { reportMeanings, reportTypes } from '../../domain/delivery/delivery-report.ts';
import { At, Id, Instant, Money, On } from './primitives.ts';

const code = z.string().regex(/^[245]\.\d{1,3}\.\d{1,3}$/, 'An enhanced status code is written as 5.1.1.');

/** What a provider reports of one letter. It is named by its Message-ID or by our own id. */
export const DeliveryReportRequest = z
  .strictObject({
    message_id: z.string().trim().min(3).max(500).optional(),
    letter_id: Id.optional(),
    type: z.enum(reportTypes),
    code: code.optional(),
    detail: z.string().trim().min(1).max(2000).optional(),
    occurred_at: Instant,
  })
  .refine(report => report.message_id !== undefined || report.letter_id !== undefined, { message: 'Name the letter by message_id or by letter_id.', path: ['message_id'] })
  .meta({ id: 'DeliveryReportRequest', examples: [{ message_id: '<let_1@arna.example>', type: 'bounced', code: '5.1.1', detail: 'No such user', occurred_at: '2026-12-01T05:00:00.000Z' }] });

const meaning = z
  .enum([...reportMeanings, 'unmatched'])
  .describe(
    'What follows. `address_dead`: the address is marked so, its rung is in vain, one task. `returned`: this letter alone came back. `complaint`: a task. `arrived`: a letter of which nobody knew has arrived. `noted`, `unmatched`: nothing.',
  );

export const DeliveryReport = z
  .object({
    ...{ object: z.literal('delivery_report'), id: Id, source: z.enum(['drop', 'api']), type: z.enum(reportTypes), meaning, letter_id: Id.nullable() },
    ...{ message_id: z.string().nullable(), recipient: z.string().nullable(), code: z.string().nullable(), detail: z.string().nullable(), occurred_at: At, received_at: At },
  })
  .meta({
    id: 'DeliveryReport',
    examples: [
      {
        ...{ object: 'delivery_report', id: 'dlr_1', source: 'api', type: 'bounced', meaning: 'address_dead', letter_id: 'let_1', message_id: '<let_1@arna.example>', recipient: null, code: '5.1.1' },
        ...{ detail: 'No such user', occurred_at: '2026-12-01T05:00:00.000Z', received_at: '2026-12-01T05:00:02.000Z' },
      },
    ],
  });

const taskKinds = [
  'not_sent',
  'never_opened',
  'call',
  'check_address',
  'letter_undeliverable',
  'complaint',
  'letter_verify',
  'stale_bank_data',
  'held_letter',
  'head',
  'manual_collection',
  'payment_undone',
  'payment_claim',
] as const;
export const HumanTaskKind = z
  .string()
  .max(40)
  .describe(`What is to be done: ${taskKinds.join(', ')}.`);

const PaymentOrder = z.object({ id: Id, file_name: z.string(), bytes: z.int(), url: z.string() });

/** Work that no timer can do, with what whoever does it has to know. */
export const HumanTask = z
  .object({
    ...{ object: z.literal('human_task'), id: Id, kind: HumanTaskKind, status: z.enum(['open', 'done']), reason: z.string(), deal_id: Id, invoice_id: Id.nullable() },
    assignee: z.object({ id: z.string(), name: z.string().nullable() }).nullable().describe('A person, or the role `finance` as such.'),
    ...{ created_at: At, done_at: At.nullable(), done_by: z.string().nullable(), comment: z.string().nullable() },
    facts: z.object({
      invoice_number: z.string().nullable(),
      customer_id: Id,
      customer_name: z.string(),
      phone: z.string().nullable(),
      email: z.string().nullable(),
      email_dead_reason: z.string().nullable(),
      sent_at: At.nullable(),
      viewed_at: At.nullable(),
      payment_claim: z
        .object({
          ...{ claimed_at: At, paid_on: On, amount: Money.nullable() },
          payment_order: PaymentOrder.nullable().describe('The first that it sent.'),
          payment_orders: z.array(PaymentOrder).describe('All that it sent, with its word and after it, the earliest first.'),
        })
        .nullable()
        .describe('Of `payment_claim`: what the customer said last of its payment; without an amount all that was owed. `url` is `GET /v1/payment_orders/{id}`.'),
    }),
  })
  .meta({
    id: 'HumanTask',
    examples: [
      {
        ...{ object: 'human_task', id: 'hum_1', kind: 'call', status: 'open', reason: 'opened_unpaid', deal_id: 'deal_7k2m', invoice_id: 'inv_1', assignee: { id: 'usr_1', name: 'Айгерим Сапарова' } },
        ...{ created_at: '2026-12-08T05:00:00.000Z', done_at: null, done_by: null, comment: null },
        facts: {
          invoice_number: '2026-000123',
          customer_id: 'cus_1',
          customer_name: 'ТОО «Ромашка»',
          phone: '+7 700 000-00-81',
          email: 'buh@romashka.example',
          email_dead_reason: null,
          sent_at: '2026-11-24T05:01:00.000Z',
          viewed_at: '2026-12-01T05:00:00.000Z',
          payment_claim: null,
        },
      },
    ],
  });

import { z } from 'zod';
import { Named } from './deal.ts';
import { Totals } from './package.ts';
import { At, Id, Language, Money, On } from './primitives.ts';

export const InvoiceStatus = z.enum(['draft', 'review', 'open', 'paid', 'void', 'uncollectible']);
export const paymentStatuses = ['not_due', 'due_soon', 'due_today', 'overdue', 'paid'] as const;

const InvoiceLine = z.object({
  ...{ sku: z.string().nullable(), name: z.string(), qty: z.string(), unit: z.string(), discount_percent: z.string() },
  ...{ vat_code: z.string(), vat_percent: z.string().nullable(), net: Money, vat: Money, gross: Money },
});

const head = {
  ...{ object: z.literal('invoice'), id: Id, number: z.string().nullable(), reference: z.string().nullable(), status: InvoiceStatus },
  ...{ delivery: z.enum(['created', 'sent', 'viewed', 'bounced']), review_reason: z.string().nullable(), external: z.boolean(), language: Language, currency: z.string() },
  ...{ issued_on: On.nullable(), due_on: On.nullable(), sent_at: At.nullable(), viewed_at: At.nullable(), receipt_confirmed_at: At.nullable(), paid_at: At.nullable() },
  ...{ totals: Totals, paid: Money, credited: Money, remaining: Money, partly_paid: z.boolean(), payment_status: z.enum(paymentStatuses).nullable() },
  ...{ instalment: z.object({ no: z.int(), percent: z.string().nullable() }), customer: Named, deal_id: Id },
};

/** An invoice in a list. */
export const InvoiceSummary = z.object(head).meta({ id: 'InvoiceSummary' });

const kzt = (value: number) => ({ value, currency: 'KZT' });
const example = {
  ...{ object: 'invoice', id: 'inv_1', number: '2026-000123', reference: 'K7M2P9QX', status: 'open', delivery: 'sent', review_reason: null, external: false, language: 'ru', currency: 'KZT' },
  ...{
    issued_on: '2026-11-24',
    due_on: '2026-12-08',
    sent_at: '2026-11-24T05:01:00.000Z',
    viewed_at: null,
    receipt_confirmed_at: null,
    paid_at: null,
    totals: { net: kzt(70300000), vat: kzt(11248000), gross: kzt(81548000) },
  },
  ...{
    paid: kzt(0),
    credited: kzt(0),
    remaining: kzt(81548000),
    partly_paid: false,
    payment_status: 'not_due',
    instalment: { no: 1, percent: '100' },
    customer: { id: 'cus_1', name: 'ТОО «Ромашка»' },
    deal_id: 'deal_7k2m',
  },
  lines: [
    { sku: 'P-100', name: 'Насос 1,5 кВт', qty: '4', unit: 'шт', discount_percent: '5', vat_code: 'KZ_STANDARD', vat_percent: '16', net: kzt(70300000), vat: kzt(11248000), gross: kzt(81548000) },
  ],
  ...{ page_url: 'http://localhost:3000/i/9fK2…', pdf_url: 'http://localhost:3000/v1/invoices/inv_1/pdf' },
};

/** An invoice as `GET /v1/invoices/{id}` shows it (API.md, Invoices and reminders). */
export const Invoice = z.object({ ...head, lines: z.array(InvoiceLine), page_url: z.string().nullable(), pdf_url: z.string() }).meta({ id: 'Invoice', examples: [example] });

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
  ...{ issued_on: On.nullable(), due_on: On.nullable(), sent_at: At.nullable(), viewed_at: At.nullable(), paid_at: At.nullable() },
  ...{ totals: Totals, paid: Money, credited: Money, remaining: Money, partly_paid: z.boolean(), payment_status: z.enum(paymentStatuses).nullable() },
  ...{ instalment: z.object({ no: z.int(), percent: z.string().nullable() }), customer: Named, deal_id: Id },
};

/** An invoice in a list. */
export const InvoiceSummary = z.object(head).meta({ id: 'InvoiceSummary' });

/** An invoice as `GET /v1/invoices/{id}` shows it (API.md, Invoices and reminders). */
export const Invoice = z.object({ ...head, lines: z.array(InvoiceLine), page_url: z.string().nullable(), pdf_url: z.string() }).meta({ id: 'Invoice' });

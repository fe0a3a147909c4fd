import type { z } from 'zod';
import { linkTokenFor, linkTokenSha256 } from '../../../db/links/link-token.ts';
import type { InvoiceRecord } from '../../../db/read/invoices.ts';
import { isLinkKnown } from '../../../db/read/invoices.ts';
import { addDays } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { ApiContext } from '../../context.ts';
import type { Invoice, InvoiceSummary } from '../../schemas/invoice.ts';
import { moneyOf } from '../../schemas/primitives.ts';
import { dealNow } from '../deals/deal-now.ts';

/** Q2C.md 4: an invoice is due soon from three days before. */
const soonDays = 3;
type Summary = z.output<typeof InvoiceSummary>;

/** An invoice in a list; its payment status is derived from the due date and the deal's own date at the customer's place. */
export function presentInvoiceSummary(record: InvoiceRecord, ctx: Pick<ApiContext, 'now'>): Summary {
  const { invoice: row, customer } = record;
  const money = (value: number) => moneyOf(value, row.currency);
  const remaining = row.grossMinor - row.paidMinor - row.creditedMinor;
  return {
    ...{ object: 'invoice', id: row.id, number: row.number, reference: row.reference, status: row.status, delivery: row.delivery, review_reason: row.reviewReason },
    ...{ external: row.external, language: row.language, currency: row.currency, issued_on: row.issuedOn, due_on: row.dueOn },
    ...{ sent_at: row.sentAt, viewed_at: row.viewedAt, receipt_confirmed_at: row.receiptConfirmedAt, paid_at: row.paidAt },
    totals: { net: money(row.netMinor), vat: money(row.vatMinor), gross: money(row.grossMinor) },
    ...{ paid: money(row.paidMinor), credited: money(row.creditedMinor), remaining: money(remaining), partly_paid: row.paidMinor > 0 && remaining > 0 },
    payment_status: paymentStatus(record, ctx),
    instalment: { no: row.instalment, percent: row.instalmentPercent },
    customer: { id: customer.id, name: customer.name },
    deal_id: row.dealId,
  };
}

/** An invoice with its lines and its links. */
export async function presentInvoice(record: InvoiceRecord, ctx: ApiContext): Promise<z.output<typeof Invoice>> {
  const { invoice: row } = record;
  const money = (value: number) => moneyOf(value, row.currency);
  const lines = (row.priced?.lines ?? []).map(line => ({
    ...{ sku: line.sku, name: line.name, qty: line.qty, unit: line.unit, discount_percent: line.discountPercent, vat_code: line.vatCode, vat_percent: line.vatPercent },
    ...{ net: money(line.netMinor), vat: money(line.vatMinor), gross: money(line.grossMinor) },
  }));
  return { ...presentInvoiceSummary(record, ctx), lines, page_url: await pageUrl(row.id, ctx), pdf_url: `${ctx.config.publicUrl}/v1/invoices/${row.id}/pdf` };
}

function paymentStatus({ invoice: row, deal, customer }: InvoiceRecord, ctx: Pick<ApiContext, 'now'>): Summary['payment_status'] {
  if (row.status === 'paid') return 'paid';
  if (row.status !== 'open' || row.dueOn === null) return null;
  const today = dateInZone(dealNow(ctx, deal), customer.timeZone);
  if (row.dueOn < today) return 'overdue';
  if (row.dueOn === today) return 'due_today';
  return row.dueOn <= addDays(today, soonDays) ? 'due_soon' : 'not_due';
}

/** The customer's page; null until a letter or a document has made it known, for reading an invoice writes nothing. */
async function pageUrl(invoiceId: string, { db, config }: ApiContext): Promise<string | null> {
  const token = linkTokenFor(config.linkKey, { purpose: 'invoice', subjectId: invoiceId, letterId: 'page' });
  return (await isLinkKnown(db, linkTokenSha256(token))) ? `${config.publicUrl}/i/${token}` : null;
}

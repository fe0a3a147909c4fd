import { and, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import { dateInZone } from '../../domain/calendar/zone.ts';
import { historyMonths, type PayerHistory } from '../../domain/payers/payer-history.ts';
import { deal, dealEvent, invoice, reminderPause } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

const answers = sql<boolean>`${invoice.paidMinor} > 0 or exists (select 1 from ${reminderPause} where ${reminderPause.scopeId} = ${invoice.id} and ${reminderPause.kind} in ('promise', 'dispute'))`;

/**
 * How a customer has paid in the last twelve months: the invoices that fell due in them, and those from before that are still unpaid.
 * Days are those of the customer's zone; an unpaid invoice is late until its deal's own day.
 */
export async function readPayerHistory(db: Db, { id, timeZone }: Readonly<{ id: string; timeZone: string }>, now: string): Promise<PayerHistory> {
  const window = sql`${invoice.dueOn} >= (${now}::timestamptz at time zone ${timeZone})::date - make_interval(months => ${historyMonths})`;
  const rows = await db
    .select({ invoiceId: invoice.id, dueOn: invoice.dueOn, paidAt: invoice.paidAt, status: invoice.status, answered: answers, aheadMs: deal.clockAheadMs })
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .where(and(eq(invoice.customerId, id), inArray(invoice.status, ['open', 'paid', 'uncollectible']), isNotNull(invoice.dueOn), or(eq(invoice.status, 'open'), window)))
    .orderBy(invoice.dueOn, invoice.id);
  const invoices = rows.map(row => ({
    invoiceId: row.invoiceId,
    dueOn: row.dueOn ?? '',
    paidOn: row.status === 'paid' && row.paidAt ? dateInZone(row.paidAt, timeZone) : null,
    seenOn: dateInZone(new Date(Date.parse(now) + row.aheadMs).toISOString(), timeZone),
    writtenOff: row.status === 'uncollectible',
    answered: row.answered,
  }));
  return { invoices, brokenPromises: await countBrokenPromises(db, id, now) };
}

async function countBrokenPromises(db: Db, customerId: string, now: string): Promise<number> {
  const since = sql`${dealEvent.at} >= ${now}::timestamptz - make_interval(months => ${historyMonths})`;
  const [row] = await db
    .select({ broken: sql<number>`count(distinct ${dealEvent.data} ->> 'pauseId')::int` })
    .from(dealEvent)
    .innerJoin(deal, eq(deal.id, dealEvent.dealId))
    .where(and(eq(deal.customerId, customerId), eq(dealEvent.type, 'promise.broken'), since));
  return row?.broken ?? 0;
}

import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { addDays } from '../../domain/calendar/iso-date.ts';
import { localInstant } from '../../domain/calendar/zone.ts';
import { allocation, customer, deal, dealOutbox, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** What an invoice issued elsewhere brings into its deal's process; the rungs are planned by the process itself. */
export type CollectingInvoice = Readonly<{ invoiceId: string; totalMinor: number; paidMinor: number; dueOn: string; overdueFromAt: string; rungs: [] }>;
export type CollectingDeal = Readonly<{ dealId: string; workflowId: string; customerId: string; ownerId: string; currency: string; invoices: CollectingInvoice[] }>;

/** Deals that begin at collecting and whose process has not begun: those given, or all. */
export async function listUnstartedCollecting(db: Db, dealIds?: readonly string[]): Promise<CollectingDeal[]> {
  const wanted = and(eq(deal.entryStage, 'collecting'), isNull(deal.startedAt), dealIds === undefined ? undefined : sql`${deal.id} = any(${sql.param([...dealIds])})`);
  const deals = await db.select().from(deal).where(wanted).orderBy(asc(deal.createdAt), asc(deal.id));
  const invoices = await readFacts(
    db,
    deals.map(row => row.id),
  );
  return deals.map(({ id, workflowId, customerId, ownerId, currency }) => ({
    dealId: id,
    workflowId,
    customerId,
    ownerId,
    currency,
    invoices: (invoices.get(id) ?? []).map(({ dealId: _, ...facts }) => facts),
  }));
}

/** Money that the outbox will tell the process of does not count here, or it would count twice. */
async function readFacts(db: Db, dealIds: readonly string[]): Promise<ReadonlyMap<string, (CollectingInvoice & { dealId: string })[]>> {
  if (dealIds.length === 0) return new Map();
  const begun = db
    .select({ invoiceId: allocation.invoiceId, paidMinor: sql<string>`sum(${allocation.amountMinor})`.as('begun_minor') })
    .from(allocation)
    .where(sql`not exists (select from ${dealOutbox} where ${dealOutbox.id} = ${allocation.id})`)
    .groupBy(allocation.invoiceId)
    .as('begun');
  const rows = await db
    .select({ invoice, zone: customer.timeZone, paidMinor: sql<number>`coalesce(${begun.paidMinor}, 0)`.mapWith(Number) })
    .from(invoice)
    .innerJoin(customer, eq(customer.id, invoice.customerId))
    .leftJoin(begun, eq(begun.invoiceId, invoice.id))
    .where(sql`${invoice.dealId} = any(${sql.param([...dealIds])})`)
    .orderBy(asc(invoice.instalment));
  const facts = rows.flatMap(({ invoice: { id: invoiceId, dealId, grossMinor, creditedMinor, dueOn }, zone, paidMinor }) =>
    dueOn === null ? [] : [{ dealId, invoiceId, totalMinor: grossMinor - creditedMinor, paidMinor, dueOn, overdueFromAt: localInstant(addDays(dueOn, 1), '00:00', zone), rungs: [] as [] }],
  );
  return Map.groupBy(facts, row => row.dealId);
}

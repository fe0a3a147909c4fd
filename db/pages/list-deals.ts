import { and, asc, desc, eq, ilike, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Stage } from '../schema/deals.ts';
import { approvalTask, customer, deal, invoice, reminderPause } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { InvoiceRow, PauseRow } from './read-deal-file.ts';

export const dealFilters = ['all', 'overdue', 'stuck', 'paused', 'mine', 'closed'] as const;
export type DealFilter = (typeof dealFilters)[number];
export const openStages = ['quoting', 'approving', 'accepting', 'invoicing', 'collecting', 'manual_collection'] as const satisfies readonly Stage[];

/** Which deals are asked for. `personId` is whose deals `mine` means. */
export type DealQuery = Readonly<{ filter: DealFilter; stage: Stage | null; words: string; personId: string }>;
export type ListedDeal = Readonly<{
  deal: typeof deal.$inferSelect;
  customerName: string;
  customerZone: string;
  emailDeadReason: string | null;
  invoices: readonly InvoiceRow[];
  pauses: readonly PauseRow[];
  openRole: (typeof approvalTask.$inferSelect)['role'] | null;
  /** The step that waits for a decision is past its SLA. */
  stepLate: boolean;
}>;

/** Deals, the late and the stuck first, then by what comes next; at most `limit` from `offset` on. */
export async function listDeals(db: Db, query: DealQuery, { limit, offset }: { limit: number; offset: number }): Promise<ListedDeal[]> {
  const rows = await db
    .select({ deal, customerName: customer.name, customerZone: customer.timeZone, emailDeadReason: customer.emailDeadReason })
    .from(deal)
    .innerJoin(customer, eq(customer.id, deal.customerId))
    .where(wanted(query))
    .orderBy(desc(sql`(${deal.overdue} or ${deal.stuckCode} is not null or ${lateStep}) and ${deal.closedAt} is null`), sql`${deal.nextAt} asc nulls last`, desc(deal.createdAt), asc(deal.id))
    .limit(limit)
    .offset(offset);
  return withMoney(db, rows);
}

const lateStep = sql`exists (select 1 from approval_task t where t.deal_id = ${deal.id} and t.status = 'open' and t.escalated_at is not null)`;

export async function countDeals(db: Db, query: DealQuery): Promise<number> {
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(deal).innerJoin(customer, eq(customer.id, deal.customerId)).where(wanted(query));
  return row?.count ?? 0;
}

export type StageSum = Readonly<{ stage: Stage; count: number; sumMinor: number }>;

/** Open deals by stage with what they are worth: the rest of their invoices once there are some, else their package. Minor units of `currency` alone are summed. */
export async function sumByStage(db: Db, currency: string): Promise<StageSum[]> {
  const owed = sql`(select sum(i.gross_minor - i.credited_minor - i.paid_minor) from invoice i where i.deal_id = ${deal.id} and i.status in ('draft', 'review', 'open'))`;
  return db
    .select({
      stage: deal.stage,
      count: sql<number>`count(*)::int`,
      sumMinor: sql<number>`coalesce(sum(coalesce(${owed}, ${deal.grossMinor}, 0)) filter (where ${deal.currency} = ${currency}), 0)::float8`,
    })
    .from(deal)
    .where(isNull(deal.closedAt))
    .groupBy(deal.stage);
}

function wanted({ filter, stage, words, personId }: DealQuery): SQL | undefined {
  const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  const numbered = sql`exists (select 1 from invoice i where i.deal_id = ${deal.id} and (i.number ilike ${pattern} or i.reference ilike ${pattern}))`;
  const found = words === '' ? undefined : or(ilike(customer.name, pattern), ilike(deal.title, pattern), ilike(customer.taxId, pattern), ilike(deal.externalId, pattern), numbered);
  return and(filter === 'closed' ? isNotNull(deal.closedAt) : isNull(deal.closedAt), stage === null ? undefined : eq(deal.stage, stage), found, filtered(filter, personId));
}

function filtered(filter: DealFilter, personId: string): SQL | undefined {
  switch (filter) {
    case 'all':
    case 'closed':
      return undefined;
    case 'overdue':
      return eq(deal.overdue, true);
    case 'stuck':
      return isNotNull(deal.stuckCode);
    case 'paused':
      return eq(deal.paused, true);
    case 'mine':
      return or(eq(deal.ownerId, personId), and(eq(deal.holderType, 'user'), eq(deal.holderId, personId)));
  }
}

async function withMoney(db: Db, rows: readonly Omit<ListedDeal, 'invoices' | 'pauses' | 'openRole' | 'stepLate'>[]): Promise<ListedDeal[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(row => row.deal.id);
  const invoices = await db.select().from(invoice).where(inArray(invoice.dealId, ids)).orderBy(asc(invoice.instalment));
  const tasks = await db
    .select({ dealId: approvalTask.dealId, role: approvalTask.role, escalatedAt: approvalTask.escalatedAt })
    .from(approvalTask)
    .where(and(inArray(approvalTask.dealId, ids), eq(approvalTask.status, 'open')));
  const scopeIds = [...ids, ...invoices.map(row => row.id), ...rows.map(row => row.deal.customerId)];
  const pauses = await db
    .select()
    .from(reminderPause)
    .where(and(isNull(reminderPause.endedAt), or(eq(reminderPause.scope, 'company'), inArray(reminderPause.scopeId, scopeIds))));
  const invoicesOf = Map.groupBy(invoices, row => row.dealId);
  return rows.map(row => {
    const own = invoicesOf.get(row.deal.id) ?? [];
    const scopes = new Set([row.deal.id, row.deal.customerId, ...own.map(each => each.id)]);
    const open = tasks.find(task => task.dealId === row.deal.id);
    const standing = { openRole: open?.role ?? null, stepLate: (open?.escalatedAt ?? null) !== null };
    return { ...row, invoices: own, pauses: pauses.filter(pause => pause.scope === 'company' || scopes.has(pause.scopeId)), ...standing };
  });
}

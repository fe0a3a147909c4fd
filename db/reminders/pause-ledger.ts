import { aliasedTable, and, asc, desc, eq, gt, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { deal, invoice, reminderPause } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type PauseRow = typeof reminderPause.$inferSelect;
export type PauseScope = Pick<PauseRow, 'scope' | 'scopeId'>;
/** An interval, the currency of its invoice, and how far ahead of the real clock its own runs. */
export type LedgerEntry = Readonly<{ pause: PauseRow; currency: string | null; clockAheadMs: number }>;
export type LedgerQuery = Readonly<{
  invoiceId?: string | undefined;
  dealId?: string | undefined;
  customerId?: string | undefined;
  isActive?: boolean | undefined;
  after: readonly string[] | null;
  limit: number;
}>;

const ownDeal = aliasedTable(deal, 'own_deal');
const ahead = sql<number>`coalesce(${ownDeal.clockAheadMs}, ${deal.clockAheadMs}, 0)`.mapWith(Number);

/**
 * The ledger of pauses, promises and disputes, the latest first; one more than the page holds. Of an invoice, a deal or a customer it tells all that silences it, wider
 * scopes included, and what is narrower; where nothing is named, the company's own. Active is what runs or is to come, by its own clock.
 */
export async function listIntervals(db: Db, { isActive, after, limit, ...of }: LedgerQuery, now: string): Promise<LedgerEntry[]> {
  const active = sql`(${reminderPause.endedAt} is null and ${reminderPause.untilAt} > ${now}::timestamptz + ${ahead} * interval '1 millisecond')`;
  const wanted = and(
    await scopesOf(db, of),
    isActive === undefined ? undefined : isActive ? active : sql`not ${active}`,
    after === null ? undefined : sql`(${reminderPause.fromAt}, ${reminderPause.id}) < (${after[0]}::timestamptz, ${after[1]})`,
  );
  return entries(db)
    .where(wanted)
    .orderBy(desc(reminderPause.fromAt), desc(reminderPause.id))
    .limit(limit + 1);
}

/** One interval of the ledger; throws `not_found`. */
export async function readInterval(db: Db, id: string): Promise<LedgerEntry> {
  const [row] = await entries(db).where(eq(reminderPause.id, id));
  if (!row) throw new RuleViolation('not_found', `There is no pause ${id}.`);
  return row;
}

/** The pauses of one scope that run or are to come, the first first. */
export async function readOpenPauses(db: Db, { scope, scopeId }: PauseScope, now: string): Promise<PauseRow[]> {
  const open = and(eq(reminderPause.scope, scope), eq(reminderPause.scopeId, scopeId), eq(reminderPause.kind, 'pause'), isNull(reminderPause.endedAt), gt(reminderPause.untilAt, now));
  return db.select().from(reminderPause).where(open).orderBy(asc(reminderPause.fromAt), asc(reminderPause.id));
}

function entries(db: Db) {
  return db
    .select({ pause: reminderPause, currency: invoice.currency, clockAheadMs: ahead })
    .from(reminderPause)
    .leftJoin(invoice, and(eq(reminderPause.scope, 'invoice'), eq(invoice.id, reminderPause.scopeId)))
    .leftJoin(deal, eq(deal.id, invoice.dealId))
    .leftJoin(ownDeal, and(eq(reminderPause.scope, 'deal'), eq(ownDeal.id, reminderPause.scopeId)))
    .$dynamic();
}

async function scopesOf(db: Db, of: Pick<LedgerQuery, 'invoiceId' | 'dealId' | 'customerId'>): Promise<SQL | undefined> {
  const company = eq(reminderPause.scope, 'company');
  if (of.invoiceId === undefined && of.dealId === undefined && of.customerId === undefined) return company;
  const theirs = of.invoiceId !== undefined ? eq(invoice.id, of.invoiceId) : of.dealId !== undefined ? eq(deal.id, of.dealId) : eq(deal.customerId, of.customerId ?? '');
  const rows = await db.select({ dealId: deal.id, customerId: deal.customerId, invoiceId: invoice.id }).from(deal).leftJoin(invoice, eq(invoice.dealId, deal.id)).where(theirs);
  const named = [...rows.flatMap(row => [row.dealId, row.customerId, row.invoiceId ?? '']), of.invoiceId, of.dealId, of.customerId].filter(id => id !== undefined && id !== '');
  return or(company, inArray(reminderPause.scopeId, [...new Set(named as string[])]));
}

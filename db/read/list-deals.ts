import { and, desc, eq, ilike, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { appUser, customer, deal, type Stage } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { containing } from './containing.ts';
import type { DealHead } from './deal-record.ts';

export type DealQuery = Readonly<{
  stage?: Stage | undefined;
  holder?: string | undefined;
  customerId?: string | undefined;
  overdue?: boolean | undefined;
  stuck?: boolean | undefined;
  q?: string | undefined;
  after: readonly string[] | null;
  limit: number;
}>;

/** Deals, the newest first; one more than the page holds, so that the asker sees whether there are more. */
export async function listDeals(db: Db, query: DealQuery): Promise<DealHead[]> {
  const { stage, holder, customerId, overdue, stuck, q, after, limit } = query;
  const wanted = and(
    stage === undefined ? undefined : eq(deal.stage, stage),
    holder === undefined ? undefined : eq(deal.holderId, holder),
    customerId === undefined ? undefined : eq(deal.customerId, customerId),
    overdue === undefined ? undefined : eq(deal.overdue, overdue),
    stuck === undefined ? undefined : stuck ? isNotNull(deal.stuckCode) : isNull(deal.stuckCode),
    q === undefined ? undefined : or(ilike(deal.title, containing(q)), ilike(customer.name, containing(q)), eq(deal.externalId, q), eq(customer.taxId, q)),
    after === null ? undefined : sql`(${deal.createdAt}, ${deal.id}) < (${after[0]}::timestamptz, ${after[1]})`,
  );
  return db
    .select({ deal, customerName: customer.name, customerZone: customer.timeZone, ownerName: appUser.name })
    .from(deal)
    .innerJoin(customer, eq(customer.id, deal.customerId))
    .innerJoin(appUser, eq(appUser.id, deal.ownerId))
    .where(wanted)
    .orderBy(desc(deal.createdAt), desc(deal.id))
    .limit(limit + 1);
}

import { desc, eq } from 'drizzle-orm';
import type { ApprovalFacts } from '../../domain/approval/facts.ts';
import { approvalRoute, customer, deal } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type RecentRoute = Readonly<{ dealId: string; title: string; customerName: string; facts: ApprovalFacts }>;

const versionsPerDeal = 4;

/** The facts of the deals that were submitted last, each by its latest version. */
export async function listRecentRoutes(db: Db, deals: number): Promise<RecentRoute[]> {
  const rows = await db
    .select({ dealId: deal.id, title: deal.title, customerName: customer.name, facts: approvalRoute.facts })
    .from(approvalRoute)
    .innerJoin(deal, eq(deal.id, approvalRoute.dealId))
    .innerJoin(customer, eq(customer.id, deal.customerId))
    .orderBy(desc(approvalRoute.plannedAt))
    .limit(deals * versionsPerDeal);
  const latest = new Map(rows.toReversed().map(row => [row.dealId, row]));
  return [...new Set(rows.map(row => row.dealId))].slice(0, deals).flatMap(id => latest.get(id) ?? []);
}

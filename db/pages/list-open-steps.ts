import { eq } from 'drizzle-orm';
import { approvalTask, deal } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type OpenStepRow = Readonly<{
  id: string;
  dealId: string;
  dealTitle: string;
  sellerId: string;
  role: (typeof approvalTask.$inferSelect)['role'];
  personId: string | null;
  personVia: string | null;
  openedAt: string | null;
  dueAt: string | null;
  clockAheadMs: number;
}>;

/** Every approval step that waits for somebody's decision now. */
export async function listOpenSteps(db: Db): Promise<OpenStepRow[]> {
  return db
    .select({
      ...{ id: approvalTask.id, dealId: deal.id, dealTitle: deal.title, sellerId: deal.ownerId, role: approvalTask.role },
      ...{ personId: approvalTask.personId, personVia: approvalTask.personVia, openedAt: approvalTask.openedAt, dueAt: approvalTask.dueAt, clockAheadMs: deal.clockAheadMs },
    })
    .from(approvalTask)
    .innerJoin(deal, eq(deal.id, approvalTask.dealId))
    .where(eq(approvalTask.status, 'open'));
}

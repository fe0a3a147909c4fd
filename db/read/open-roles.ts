import { and, eq, inArray } from 'drizzle-orm';
import { approvalTask } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Deal → the role whose step is open. */
export async function readOpenRoles(db: Db, dealIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (dealIds.length === 0) return new Map();
  const rows = await db
    .select({ dealId: approvalTask.dealId, role: approvalTask.role })
    .from(approvalTask)
    .where(and(inArray(approvalTask.dealId, [...dealIds]), eq(approvalTask.status, 'open')));
  return new Map(rows.map(({ dealId, role }) => [dealId, role]));
}

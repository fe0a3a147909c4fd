import { createHash } from 'node:crypto';
import { and, desc, eq, inArray } from 'drizzle-orm';
import { type ApprovalRole, approvalTask } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { canonicalJson } from '../../domain/quote/canonical-package.ts';
import type { KeptApproval } from '../../workflows/ports.ts';

export const hashOf = (fields: Readonly<Record<string, unknown>>): string => `sha256:${createHash('sha256').update(canonicalJson(fields)).digest('hex')}`;

/**
 * For each step the approval that still holds: the last word of that role on the deal, if it was "yes" to the same fields. A role that
 * has said anything else since, or has never been asked, is asked (Q2C.md 3, AP7). A "yes" that could still be taken back is none yet.
 */
export async function keptApprovals(
  db: Db,
  { dealId, now }: { dealId: string; now: string },
  steps: readonly Readonly<{ role: ApprovalRole; fieldsHash: string }>[],
): Promise<(KeptApproval | null)[]> {
  const decided = await db
    .select()
    .from(approvalTask)
    .where(and(eq(approvalTask.dealId, dealId), inArray(approvalTask.status, ['approved', 'rejected', 'changes_requested'])))
    .orderBy(desc(approvalTask.round), desc(approvalTask.version));
  return steps.map(({ role, fieldsHash }) => {
    const last = decided.find(task => task.role === role);
    if (last?.status !== 'approved' || (last.actsAt ?? '') > now || last.fieldsHash !== fieldsHash || !last.decidedById || !last.decidedAt) return null;
    return { taskId: last.keptFromId ?? last.id, version: last.keptFromVersion ?? last.version, byId: last.decidedById, at: last.decidedAt };
  });
}

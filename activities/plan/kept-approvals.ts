import { createHash } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { type ApprovalRole, approvalTask } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { keptApproval, type SaidWord } from '../../domain/approval/kept-approval.ts';
import { canonicalJson } from '../../domain/quote/canonical-package.ts';
import type { KeptApproval } from '../../workflows/ports.ts';

export const hashOf = (fields: Readonly<Record<string, unknown>>): string => `sha256:${createHash('sha256').update(canonicalJson(fields)).digest('hex')}`;

/** For each step the approval of an earlier version that still holds, or null where its role must be asked. */
export async function keptApprovals(
  db: Db,
  { dealId, now }: { dealId: string; now: string },
  steps: readonly Readonly<{ role: ApprovalRole; fieldsHash: string }>[],
): Promise<(KeptApproval | null)[]> {
  const decided = await db
    .select()
    .from(approvalTask)
    .where(and(eq(approvalTask.dealId, dealId), inArray(approvalTask.status, ['approved', 'rejected', 'changes_requested'])));
  const said = decided.map(task => ({ ...task, word: task.status as SaidWord['word'] }));
  return steps.map(step => {
    const kept = keptApproval(step, said, now);
    return kept?.decidedById && kept.decidedAt ? { taskId: kept.keptFromId ?? kept.id, version: kept.keptFromVersion ?? kept.version, byId: kept.decidedById, at: kept.decidedAt } : null;
  });
}

import { desc } from 'drizzle-orm';
import type { PolicyRows } from '../../domain/approval/policy.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { approvalPolicy } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type ApprovalTable = typeof approvalPolicy.$inferSelect;

/** The approval table in force. */
export async function readApprovalTable(db: Db): Promise<ApprovalTable> {
  const [row] = await db.select().from(approvalPolicy).orderBy(desc(approvalPolicy.version)).limit(1);
  if (!row) throw new Error('the company has no approval table yet');
  return row;
}

/** Puts a table in force as the next version, if `version` still is the one in force; throws `precondition_failed`. */
export async function replaceApprovalTable(db: Db, table: { version: number; rows: PolicyRows; now: string }): Promise<ApprovalTable> {
  const next = { version: table.version + 1, rows: table.rows, createdAt: table.now };
  const inForce = await readApprovalTable(db);
  const [row] = inForce.version === table.version ? await db.insert(approvalPolicy).values(next).onConflictDoNothing().returning() : [];
  if (!row) throw new RuleViolation('precondition_failed', 'The approval table has changed since it was read.', { current_revision: (await readApprovalTable(db)).version });
  return row;
}

import { eq } from 'drizzle-orm';
import type { PolicyRows } from '../../domain/approval/policy.ts';
import { approvalPolicy } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** The rows of one version of the approval table, none where there is no such version. */
export async function readApprovalPolicy(db: Db, version: number): Promise<PolicyRows> {
  const [row] = await db.select({ rows: approvalPolicy.rows }).from(approvalPolicy).where(eq(approvalPolicy.version, version));
  return row?.rows ?? [];
}

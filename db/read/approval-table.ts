import { desc, eq } from 'drizzle-orm';
import { type PolicyWarning, warnOfPolicy } from '../../domain/approval/check-holders.ts';
import { approvalPolicy } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { listUsers } from './people.ts';

export type ApprovalTable = typeof approvalPolicy.$inferSelect;

/** The approval table in force. */
export async function readApprovalTable(db: Db): Promise<ApprovalTable> {
  const [row] = await db.select().from(approvalPolicy).orderBy(desc(approvalPolicy.version)).limit(1);
  if (!row) throw new Error('the company has no approval table yet');
  return row;
}

/** The table of an earlier version, or null where there was none. */
export async function readTableVersion(db: Db, version: number): Promise<ApprovalTable | null> {
  const [row] = await db.select().from(approvalPolicy).where(eq(approvalPolicy.version, version));
  return row ?? null;
}

/** What there is to worry about in the table in force among the people of the moment. */
export async function warnOfTable(db: Db): Promise<PolicyWarning[]> {
  return warnOfPolicy((await readApprovalTable(db)).rows, await listUsers(db));
}

import { desc, eq, lt } from 'drizzle-orm';
import { type PolicyWarning, warnOfPolicy } from '../../domain/approval/check-holders.ts';
import type { ApprovalRules } from '../../domain/approval/rules.ts';
import { approvalPolicy } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { listUsers } from './people.ts';

export type ApprovalTable = typeof approvalPolicy.$inferSelect;

/** The approval policy in force. */
export async function readApprovalTable(db: Db): Promise<ApprovalTable> {
  const [row] = await db.select().from(approvalPolicy).orderBy(desc(approvalPolicy.version)).limit(1);
  if (!row) throw new Error('the company has no approval table yet');
  return row;
}

/** One version of the approval policy, or null where there is none. */
export async function readTableVersion(db: Db, version: number): Promise<ApprovalTable | null> {
  const [row] = await db.select().from(approvalPolicy).where(eq(approvalPolicy.version, version));
  return row ?? null;
}

/** The rules of one version of the approval policy; of the one in force where none is named, or the one named is not there. */
export async function readApprovalRules(db: Db, version: number | null): Promise<ApprovalRules> {
  const table = version === null ? null : await readTableVersion(db, version);
  return table?.rules ?? (await readApprovalTable(db)).rules;
}

/** Versions of the approval policy below one, the newest first; all of them where `below` is null. */
export async function listApprovalTables(db: Db, { below, limit }: { below: number | null; limit: number }): Promise<ApprovalTable[]> {
  return db
    .select()
    .from(approvalPolicy)
    .where(below === null ? undefined : lt(approvalPolicy.version, below))
    .orderBy(desc(approvalPolicy.version))
    .limit(limit);
}

/** What there is to worry about in the table in force among the people of the moment. */
export async function warnOfTable(db: Db): Promise<PolicyWarning[]> {
  return warnOfPolicy((await readApprovalTable(db)).rows, await listUsers(db));
}

import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { bankStatement } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

const { id, status, report, importedById, createdAt } = bankStatement;
const columns = { id, status, report, importedById, createdAt };

/** A statement file without its bytes. */
export type StatementRecord = Pick<typeof bankStatement.$inferSelect, keyof typeof columns>;
export type StatementPlace = Readonly<{ createdAt: string; id: string }>;

/** Statement files, the newest first. */
export async function listStatements(db: Db, { after, limit }: { after: StatementPlace | null; limit: number }): Promise<StatementRecord[]> {
  const wanted = and(after === null ? undefined : sql`(${bankStatement.createdAt}, ${bankStatement.id}) < (${after.createdAt}::timestamptz, ${after.id})`);
  return db.select(columns).from(bankStatement).where(wanted).orderBy(desc(bankStatement.createdAt), desc(bankStatement.id)).limit(limit);
}

/** Throws `not_found`. */
export async function findStatement(db: Db, statementId: string): Promise<StatementRecord> {
  const [row] = await db.select(columns).from(bankStatement).where(eq(bankStatement.id, statementId));
  if (row === undefined) throw new RuleViolation('not_found', `There is no bank statement ${statementId}.`);
  return row;
}

/** Files that were received and not read to the end: being read now, or left by a crash. */
export async function listUnread(db: Db): Promise<{ id: string; importedById: string; accountId: string | null }[]> {
  const rows = await db.select(columns).from(bankStatement).where(eq(bankStatement.status, 'reading')).orderBy(asc(bankStatement.createdAt));
  return rows.map(row => ({ id: row.id, importedById: row.importedById, accountId: typeof row.report.accountId === 'string' ? row.report.accountId : null }));
}

/** The bytes of a statement as they came. Throws `not_found`. */
export async function readStatementBytes(db: Db, statementId: string): Promise<Uint8Array> {
  const [row] = await db.select({ content: bankStatement.fileContent }).from(bankStatement).where(eq(bankStatement.id, statementId));
  if (row === undefined) throw new RuleViolation('not_found', `There is no bank statement ${statementId}.`);
  return row.content;
}

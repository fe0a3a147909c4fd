import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import type { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { StatementFile } from '../../domain/statements/read-statement.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import { newId } from '../ids.ts';
import { bankStatement, type StatementStatus } from '../schema/index.ts';
import { type Db, unitOfWork } from '../unit-of-work.ts';
import { bookLines } from './book-lines.ts';
import { lockAccounts, moveWatermarks } from './statement-accounts.ts';
import { type LineFate, repeatedReport, reportOf, type StatementReport } from './statement-report.ts';

/** A bank file as it came, and from whom. `accountId` narrows it to one account of the company; null accepts every one of them. */
export type ReceivedFile = By & Readonly<{ bytes: Uint8Array; accountId: string | null }>;

/** `repeated`: the file had been imported before, so nothing was done. `outboxIds` are the facts on their way to the deals. */
export type ImportedStatement = Readonly<{ statementId: string; status: 'booked' | 'quarantined'; createdAt: string; repeated: boolean; report: StatementReport; outboxIds: readonly string[] }>;

/**
 * Books a bank file that was read, in one unit of work: payments, their allocations, watermark and report, or nothing at all. The same file again answers its first report
 * and changes nothing; a file that does not tie is kept as quarantined and books nothing (Q2C.md 5). Throws `unknown_account`.
 */
export async function importStatement(pool: Pool, received: ReceivedFile, file: StatementFile): Promise<ImportedStatement> {
  return unitOfWork(pool, async db => {
    const kept = await keepFile(db, received);
    if (kept.status === 'booked' || kept.status === 'quarantined') {
      return repeatedImport(kept, kept.status);
    }
    const accounts = await lockAccounts(db, file.statements, received.accountId);
    const isQuarantined = file.statements.some(statement => statement.quarantine.length > 0);
    const { fates, outboxIds } = isQuarantined ? unbooked(file) : await bookLines(db, { file, accounts, statementId: kept.statementId, now: received.now });
    if (!isQuarantined) await moveWatermarks(db, { statements: file.statements, accounts, by: { actor: { type: 'bank', id: kept.statementId }, now: received.now } });
    const report = reportOf(file, fates),
      status = isQuarantined ? 'quarantined' : 'booked';
    await db.update(bankStatement).set({ status, report, format: file.format, encoding: file.encoding }).where(eq(bankStatement.id, kept.statementId));
    return { statementId: kept.statementId, createdAt: kept.createdAt, status, repeated: false, report, outboxIds };
  });
}

/** Keeps a file that will be read after the answer, so that a crash leaves a row that says so. Answers the row; one that was booked answers as it is, one that was refused is read again. */
export async function receiveStatement(pool: Pool, received: ReceivedFile): Promise<Kept> {
  return unitOfWork(pool, async db => {
    const kept = await keepFile(db, received);
    if (kept.status !== 'refused') return kept;
    const again = { status: 'reading' as const, report: { accountId: received.accountId } };
    await db.update(bankStatement).set(again).where(eq(bankStatement.id, kept.statementId));
    return { ...kept, ...again };
  });
}

/** Records that a received file cannot be imported, and why. A file that somebody else has booked meanwhile stays booked. */
export async function refuseStatement(pool: Pool, statementId: string, refusal: RuleViolation): Promise<void> {
  await unitOfWork(pool, async db => {
    const report = { refusal: { code: refusal.code, detail: refusal.message, data: refusal.data } };
    const [row] = await db.select({ status: bankStatement.status }).from(bankStatement).where(eq(bankStatement.id, statementId)).for('update');
    if (row?.status === 'reading') await db.update(bankStatement).set({ status: 'refused', report }).where(eq(bankStatement.id, statementId));
  });
}

/** What the upload of a file answers that was imported before. */
export function repeatedImport({ statementId, createdAt, report }: Kept, status: ImportedStatement['status']): ImportedStatement {
  const first = report as StatementReport;
  return { statementId, status, createdAt, repeated: true, report: status === 'booked' ? repeatedReport(first) : first, outboxIds: [] };
}

export type Kept = Readonly<{ statementId: string; status: StatementStatus; report: Record<string, unknown>; createdAt: string }>;

/** The row of the file, locked. Two imports of one file meet here, and the second waits for the first. */
async function keepFile(db: Db, { bytes, accountId, ...by }: ReceivedFile): Promise<Kept> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const row = {
    id: newId('bst'),
    sha256,
    format: 'auto',
    encoding: '',
    status: 'reading' as const,
    fileContent: Buffer.from(bytes),
    report: { accountId },
    importedById: by.actor.id,
    createdAt: by.now,
  };
  const [fresh] = await db.insert(bankStatement).values(row).onConflictDoNothing({ target: bankStatement.sha256 }).returning({ id: bankStatement.id });
  const { id: statementId, status, report, createdAt } = bankStatement;
  const [kept] = await db.select({ statementId, status, report, createdAt }).from(bankStatement).where(eq(bankStatement.sha256, sha256)).for('update');
  if (!kept) throw new Error('the file that was just kept is gone');
  if (fresh || kept.status === 'refused') await recordChange(db, by, { what: 'bank_statement.received', subjectId: kept.statementId, before: null, after: { sha256, accountId } });
  return kept;
}

function unbooked(file: StatementFile): { fates: LineFate[]; outboxIds: string[] } {
  return { fates: file.statements.flatMap(statement => statement.lines.map((): LineFate => 'unbooked')), outboxIds: [] };
}

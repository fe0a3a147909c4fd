import type { ImportedStatement } from '../../db/money/import-statement.ts';
import type { StatementRecord } from '../../db/money/read-statements.ts';
import { type AccountFigures, repeatedReport, type StatementReport } from '../../db/money/statement-report.ts';

/** A statement as the API shows it (API.md, Money). One that is being read has no figures yet; one that was refused says why. */
export function presentStatement({ id, status, report, createdAt }: Pick<StatementRecord, 'id' | 'status' | 'report' | 'createdAt'>, { repeated = false }: { repeated?: boolean } = {}) {
  const head = { object: 'bank_statement' as const, id, status, created_at: createdAt };
  if (status === 'reading' || status === 'refused') return { ...head, ...(status === 'refused' ? { refusal: report.refusal } : {}) };
  const whole = report as unknown as StatementReport;
  return { ...head, ...presentReport(repeated && status === 'booked' ? repeatedReport(whole) : whole) };
}

/** What an upload answers: the report as it was reckoned for this very upload. */
export function presentImported({ statementId, status, createdAt, report }: ImportedStatement) {
  return { object: 'bank_statement' as const, id: statementId, status, created_at: createdAt, ...presentReport(report) };
}

function presentReport({ format, encoding, statements, problems, ...figures }: StatementReport) {
  return { format, encoding, account: figures.account, ...presentFigures(figures), statements: statements.map(one => ({ account: one.account, ...presentFigures(one) })), problems };
}

function presentFigures({ fromOn, toOn, entries, outgoing, newPayments, duplicates, allocated, toReview }: Omit<AccountFigures, 'account'>) {
  return { from_on: fromOn, to_on: toOn, entries, outgoing, new_payments: newPayments, duplicates, allocated, to_review: toReview };
}

import { z } from 'zod';
import type { ImportedStatement } from '../../db/money/import-statement.ts';
import type { StatementRecord } from '../../db/money/read-statements.ts';
import type { AccountFigures, StatementReport } from '../../db/money/statement-report.ts';
import { At, Id, On } from '../schemas/primitives.ts';

const counts = { from_on: On, to_on: On, entries: z.int(), outgoing: z.int(), new_payments: z.int(), duplicates: z.int(), allocated: z.int(), to_review: z.int() };
const problem = z.object({ line: z.int(), tag: z.string().nullable(), detail: z.string(), code: z.string(), effect: z.enum(['warning', 'quarantine']) });
const report = { format: z.string(), encoding: z.string(), account: z.string().nullable(), ...counts, statements: z.array(z.object({ account: z.string(), ...counts })), problems: z.array(problem) };
const head = { object: z.literal('bank_statement'), id: Id, created_at: At };

/** A file that was read to the end. */
export const ReadStatement = z.object({ ...head, status: z.enum(['booked', 'quarantined']), ...report }).meta({ id: 'BankStatement' });
/** A file that is being read after the answer, or was refused then; `refusal` says why. */
export const UnreadStatement = z.object({ ...head, status: z.enum(['reading', 'refused']), refusal: z.looseObject({ code: z.string(), detail: z.string() }).optional() });
export const AnyStatement = z.union([ReadStatement, UnreadStatement]);

/** A statement as the API shows it (API.md, Money). One that is being read has no figures yet. */
export function presentStatement({ id, status, report: kept, createdAt }: Pick<StatementRecord, 'id' | 'status' | 'report' | 'createdAt'>): z.input<typeof AnyStatement> {
  const shown = { object: 'bank_statement' as const, id, created_at: createdAt };
  if (status === 'reading') return { ...shown, status };
  if (status === 'refused') return { ...shown, status, refusal: kept.refusal as { code: string; detail: string } };
  return { ...shown, status, ...presentReport(kept as unknown as StatementReport) };
}

/** What an upload answers: the report as it was reckoned for this very upload. */
export function presentImported({ statementId, status, createdAt, report: whole }: ImportedStatement): z.input<typeof ReadStatement> {
  return { object: 'bank_statement', id: statementId, status, created_at: createdAt, ...presentReport(whole) };
}

function presentReport({ format, encoding, statements, problems, ...figures }: StatementReport) {
  return { format, encoding, account: figures.account, ...presentFigures(figures), statements: statements.map(one => ({ account: one.account, ...presentFigures(one) })), problems: [...problems] };
}

function presentFigures({ fromOn, toOn, entries, outgoing, newPayments, duplicates, allocated, toReview }: Omit<AccountFigures, 'account'>) {
  return { from_on: fromOn, to_on: toOn, entries, outgoing, new_payments: newPayments, duplicates, allocated, to_review: toReview };
}

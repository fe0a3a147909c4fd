import type { StatementFile } from '../../domain/statements/read-statement.ts';
import type { Problem, Statement } from '../../domain/statements/statement.ts';

/** What became of the lines of one account. `entries` counts all lines; each of them is outgoing, new or a duplicate. Nothing of a quarantined file is any of these. */
export type AccountFigures = Readonly<{
  account: string;
  fromOn: string;
  toOn: string;
  entries: number;
  outgoing: number;
  newPayments: number;
  duplicates: number;
  allocated: number;
  toReview: number;
}>;

export type ReportedProblem = Readonly<{ line: number; tag: string | null; detail: string; code: Problem['code']; effect: Problem['effect'] }>;

/** The whole file: the sums of its accounts; `account` is null where it holds several. */
export type StatementReport = Omit<AccountFigures, 'account'> &
  Readonly<{ format: string; encoding: string; account: string | null; statements: readonly AccountFigures[]; problems: readonly ReportedProblem[] }>;

export type LineFate = 'outgoing' | 'duplicate' | 'allocated' | 'to_review' | 'ignored' | 'unbooked';

/** Answers the report of a file from the fate of each of its lines, in the order of statements and lines. */
export function reportOf(file: StatementFile, fates: readonly LineFate[]): StatementReport {
  const rest = [...fates];
  const statements = file.statements.map(statement => figuresOf(statement, rest.splice(0, statement.lines.length)));
  const [first] = statements;
  const total = (field: 'entries' | 'outgoing' | 'newPayments' | 'duplicates' | 'allocated' | 'toReview') => statements.reduce((sum, figures) => sum + figures[field], 0);
  return {
    format: file.format,
    encoding: file.encoding,
    account: statements.every(figures => figures.account === first?.account) ? (first?.account ?? null) : null,
    fromOn: statements.map(figures => figures.fromOn).sort()[0] ?? '',
    toOn:
      statements
        .map(figures => figures.toOn)
        .sort()
        .at(-1) ?? '',
    entries: total('entries'),
    outgoing: total('outgoing'),
    newPayments: total('newPayments'),
    duplicates: total('duplicates'),
    allocated: total('allocated'),
    toReview: total('toReview'),
    statements,
    problems: file.problems.map(({ line, tag, detail, code, effect }) => ({ line, tag, detail, code, effect })),
  };
}

/** The report of a file that was booked before: every entry is a duplicate, nothing is new. */
export function repeatedReport(report: StatementReport): StatementReport {
  return { ...asRepeated(report), statements: report.statements.map(asRepeated) };
}

function asRepeated<T extends Omit<AccountFigures, 'account'>>(figures: T): T {
  return { ...figures, newPayments: 0, duplicates: figures.entries, allocated: 0, toReview: 0 };
}

function figuresOf({ account, fromOn, toOn, lines }: Statement, fates: readonly LineFate[]): AccountFigures {
  const count = (...which: LineFate[]) => fates.filter(fate => which.includes(fate)).length;
  return {
    account,
    fromOn,
    toOn,
    entries: lines.length,
    outgoing: count('outgoing'),
    newPayments: count('allocated', 'to_review', 'ignored'),
    duplicates: count('duplicate'),
    allocated: count('allocated'),
    toReview: count('to_review'),
  };
}

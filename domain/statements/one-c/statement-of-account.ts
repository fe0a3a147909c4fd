import { formatMinor } from '../amount.ts';
import { doesNotTie, unreadable } from '../refusals.ts';
import type { Problem, Statement, StatementLine } from '../statement.ts';
import type { AccountFigures, ReadFigure } from './account-figures.ts';
import type { DocumentLine } from './document-line.ts';

/** What a file says about one account: its sections (one per day with some banks) and its documents. `sections` are their ordinals in the file. */
export type AccountPart = Readonly<{ account: string; line: number; figures: readonly AccountFigures[]; documents: readonly DocumentLine[]; sections: readonly number[] }>;

type Period = Readonly<{ fromOn: string | undefined; toOn: string | undefined }>;

/** Answers the statement of one account: opening of the first section, closing of the last, turnovers summed, and why it may not be booked. */
export function statementOf(part: AccountPart, header: Period): Statement {
  const figures = inOrderOfTime(part.figures);
  requireChain(figures);
  const lines = part.documents.map(document => document.line);
  const problems = part.documents.flatMap(document => document.problems);
  const summed = { inMinor: sumOf(lines, 'in'), outMinor: sumOf(lines, 'out') };
  const stated = { inMinor: total(figures.map(section => section.received)), outMinor: total(figures.map(section => section.spent)) };
  const openingMinor = figures[0]?.opening?.minor ?? null,
    closingMinor = figures.at(-1)?.closing?.minor ?? null;
  const currency = figures.find(section => section.currency !== null)?.currency ?? lines.find(line => line.currency !== null)?.currency ?? null;
  const statement = {
    account: part.account,
    currency,
    ...periodOf({ figures, header, lines, line: part.line }),
    openingMinor,
    closingMinor,
    inMinor: stated.inMinor ?? summed.inMinor,
    outMinor: stated.outMinor ?? summed.outMinor,
  };
  const quarantine = [
    ...problems.filter(problem => problem.effect === 'quarantine'),
    ...missingBalances(part, figures),
    ...differentTotals({ part, figures, stated, summed, expectedChangeMinor: openingMinor === null || closingMinor === null ? null : closingMinor - openingMinor }),
    ...foreignLines(lines, currency),
  ];
  return { ...statement, lines, warnings: problems.filter(problem => problem.effect === 'warning'), quarantine };
}

/** Some banks write one section per day; the order of the file stands where a section gives no date. */
function inOrderOfTime(figures: readonly AccountFigures[]): readonly AccountFigures[] {
  return figures.every(section => section.fromOn !== undefined) ? figures.toSorted((a, b) => (a.fromOn ?? '').localeCompare(b.fromOn ?? '')) : figures;
}

function requireChain(figures: readonly AccountFigures[]): void {
  figures.slice(1).forEach((next, at) => {
    const before = figures[at]?.closing,
      opening = next.opening;
    if (before === undefined || opening === undefined || before.minor === opening.minor) return;
    throw doesNotTie({
      line: opening.field.line,
      tag: opening.field.tag,
      detail: `${opening.field.tag} is ${formatMinor(opening.minor)}, but the section before closes with ${formatMinor(before.minor)}.`,
    });
  });
}

function periodOf({ figures, header, lines, line }: { figures: readonly AccountFigures[]; header: Period; lines: readonly StatementLine[]; line: number }): { fromOn: string; toOn: string } {
  const days = lines.map(({ opOn }) => opOn).sort();
  const fromOn = header.fromOn ?? earliest(figures.map(section => section.fromOn)) ?? days[0];
  const toOn = header.toOn ?? latest(figures.map(section => section.toOn)) ?? days.at(-1);
  if (fromOn === undefined || toOn === undefined) throw unreadable({ line, tag: 'ДатаНачала', detail: 'The statement names no period and holds no document.' });
  if (fromOn > toOn) throw unreadable({ line, tag: 'ДатаКонца', detail: `The period ends (${toOn}) before it begins (${fromOn}).` });
  return { fromOn, toOn };
}

function missingBalances(part: AccountPart, figures: readonly AccountFigures[]): readonly Problem[] {
  const missing = [figures[0]?.opening === undefined && 'НачальныйОстаток', figures.at(-1)?.closing === undefined && 'КонечныйОстаток'];
  return missing.flatMap((tag): Problem[] =>
    tag === false ? [] : [{ effect: 'quarantine', code: 'balance_missing', line: figures[0]?.line ?? part.line, tag, detail: `The statement gives no ${tag}.` }],
  );
}

type Turnovers<Sum> = Readonly<{ inMinor: Sum; outMinor: Sum }>;

function differentTotals({
  part,
  figures,
  stated,
  summed,
  expectedChangeMinor,
}: {
  part: AccountPart;
  figures: readonly AccountFigures[];
  stated: Turnovers<number | null>;
  summed: Turnovers<number>;
  expectedChangeMinor: number | null;
}): readonly Problem[] {
  const line = figures[0]?.line ?? part.line;
  const found: Problem[] = [];
  const compare = (tag: string, statedMinor: number | null, summedMinor: number): void => {
    if (statedMinor !== null && statedMinor !== summedMinor)
      found.push({ effect: 'quarantine', code: 'documents_do_not_add_up', line, tag, detail: `${tag} is ${formatMinor(statedMinor)}, but the documents sum to ${formatMinor(summedMinor)}.` });
  };
  compare('ВсегоПоступило', stated.inMinor, summed.inMinor);
  compare('ВсегоСписано', stated.outMinor, summed.outMinor);
  const isUntold = stated.inMinor === null || stated.outMinor === null;
  if (isUntold && expectedChangeMinor !== null) compare('КонечныйОстаток', expectedChangeMinor, (stated.inMinor ?? summed.inMinor) - (stated.outMinor ?? summed.outMinor));
  return found;
}

function foreignLines(lines: readonly StatementLine[], currency: string | null): readonly Problem[] {
  const foreign = lines.filter(line => line.currency !== null && line.currency !== currency);
  return foreign.map(
    (line): Problem => ({ effect: 'quarantine', code: 'currencies_differ', line: line.lineNo, tag: 'Валюта', detail: `The document is in ${line.currency}, the statement in ${currency}.` }),
  );
}

function sumOf(lines: readonly StatementLine[], direction: 'in' | 'out'): number {
  return lines.reduce((sum, line) => (line.direction === direction ? sum + line.amountMinor : sum), 0);
}

/** Null where any section leaves the figure out, and where there is no section. */
function total(figures: readonly (ReadFigure | undefined)[]): number | null {
  if (figures.length === 0) return null;
  return figures.reduce<number | null>((sum, figure) => (sum === null || figure === undefined ? null : sum + figure.minor), 0);
}

function earliest(days: readonly (string | undefined)[]): string | undefined {
  return days.filter(day => day !== undefined).sort()[0];
}

function latest(days: readonly (string | undefined)[]): string | undefined {
  return days
    .filter(day => day !== undefined)
    .sort()
    .at(-1);
}

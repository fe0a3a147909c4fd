import { CsvError, parse } from 'csv-parse/sync';
import { RuleViolation } from '../errors/rule-violation.ts';
import { decodeText } from '../statements/decode.ts';
import { type Column, columnNames, columnOf, expectedWords } from './columns.ts';
import type { ReceivablesLimits } from './receivables.ts';

/** One row: the line it begins on, its cells by column, and how many cells it has beside how many columns. */
export type CsvRow = Readonly<{ line: number; cells: Readonly<Partial<Record<Column, string>>>; cellCount: number; columnCount: number }>;

type ParsedRecord = Readonly<{ record: readonly string[]; info: Readonly<{ lines: number }> }>;

/** Answers the rows of a receivables file. Throws `body_too_large`, or `validation_failed` with `errors` naming line and field, where the file as a whole cannot be trusted: encoding, quotation marks, headings. */
export function readCsvRows(bytes: Uint8Array, limits: ReceivablesLimits): readonly CsvRow[] {
  if (bytes.length > limits.bytes) throw new RuleViolation('body_too_large', `The file may have at most ${limits.bytes} bytes; it has ${bytes.length}.`, { bytes: bytes.length });
  const { text, encoding } = decodeText(bytes, expectedWords);
  if (encoding === null) throw refusedFile({ line: 1, field: 'file', code: 'unknown_encoding', reason: 'The encoding is not recognised; save the file as UTF-8.' });
  // The parser counts CRLF inside a quoted field as two lines, so line ends are made one kind before it.
  const [heading, ...records] = parsed(text.replace(/\r\n?/gu, '\n'), limits);
  if (heading === undefined) throw refusedFile({ line: 1, field: 'file', code: 'empty', reason: 'The file is empty.' });
  if (records.length > limits.rows) throw refusedFile({ line: limits.rows + 2, field: 'file', code: 'too_many_rows', reason: `The file has more than ${limits.rows} rows; split it.` });
  const order = columnsOf(heading);
  return records.map(entry => ({
    line: firstLineOf(entry),
    cells: Object.fromEntries(order.map((column, at) => [column, entry.record[at] ?? ''])),
    cellCount: entry.record.length,
    columnCount: order.length,
  }));
}

function parsed(text: string, limits: ReceivablesLimits): readonly ParsedRecord[] {
  const firstLine = /[^\n]*\S[^\n]*/u.exec(text)?.[0] ?? '';
  const occurrences = [';', ',', '\t'].map(delimiter => ({ delimiter, count: firstLine.split(delimiter).length }));
  const delimiter = occurrences.reduce((most, next) => (next.count > most.count ? next : most)).delimiter;
  try {
    return parse(text, { delimiter, info: true, trim: true, skip_empty_lines: true, relax_column_count: true, to: limits.rows + 2 }) as unknown as readonly ParsedRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines'] ?? 1);
    throw refusedFile({ line, field: 'file', code: 'broken_quotes', reason: `A quotation mark stands wrong; inside a quoted field it is doubled: "ТОО ""Пример""". (${error.code})` });
  }
}

/** The parser counts to the last line of a record; a quoted field may span several. */
function firstLineOf({ record, info }: ParsedRecord): number {
  return info.lines - record.reduce((breaks, cell) => breaks + (cell.match(/\n/gu)?.length ?? 0), 0);
}

function columnsOf(heading: ParsedRecord): readonly Column[] {
  const line = firstLineOf(heading),
    errors: FileError[] = [];
  const order = heading.record.flatMap((name, at) => {
    const column = columnOf(name);
    if (column === undefined) errors.push({ line, field: name, code: 'unknown_column', reason: `Column ${at + 1} «${name}» is not known. Known: ${columnNames.join(', ')}.` });
    return column ?? [];
  });
  for (const column of new Set(order.filter((name, at) => order.indexOf(name) !== at))) errors.push({ line, field: column, code: 'duplicate_column', reason: `The column ${column} stands twice.` });
  if (!order.includes('record')) errors.push({ line, field: 'record', code: 'missing_column', reason: 'The column record (customer, invoice or payment) is missing.' });
  if (errors.length > 0) throw refusedFile(...errors);
  return order;
}

type FileError = Readonly<{ line: number; field: string; code: string; reason: string }>;

function refusedFile(...errors: readonly FileError[]): RuleViolation {
  return new RuleViolation('validation_failed', `The file was not read. ${errors.map(({ line, reason }) => `Line ${line}: ${reason}`).join(' ')}`, { errors });
}

import { RuleViolation } from '../errors/rule-violation.ts';
import { type DecodedText, decodeText, type TextEncoding } from './decode.ts';
import { type StatementLimits, statementLimits } from './limits.ts';
import { exchangeFileMark } from './one-c/parse-exchange-file.ts';
import { readExchangeFile } from './one-c/read-exchange-file.ts';
import type { Field } from './one-c/sections.ts';
import { recogniseFormat } from './recognise-format.ts';
import { unreadable } from './refusals.ts';
import type { Problem, Statement } from './statement.ts';

export type StatementFile = Readonly<{ format: '1c'; encoding: TextEncoding; statements: readonly Statement[]; problems: readonly Problem[] }>;

/** Words of which every 1C exchange file holds one; they tell windows-1251 from CP866. */
const expectedWords = ['ВерсияФормата', 'РасчСчет', 'СекцияДокумент', 'КонецФайла'];

/**
 * Answers the statements of a bank file with all that was met on the way, in the order of lines; `problems` lists at most `problemsListed`, the statements hold all.
 * Throws RuleViolation `body_too_large`, `statement_unreadable`, `statement_truncated` or `statement_does_not_tie`, data `{ line, tag, detail }`: then nothing is to be imported.
 */
export function readStatement(bytes: Uint8Array, format: 'auto' | '1c', limits: StatementLimits = statementLimits): StatementFile {
  if (bytes.length > limits.bytes) throw new RuleViolation('body_too_large', `A statement may have at most ${limits.bytes} bytes; this file has ${bytes.length}.`, { bytes: bytes.length });
  const decoded = decodeText(bytes, expectedWords);
  requireExchangeFile(bytes, decoded.text, format);
  const { encoding } = decoded;
  if (encoding === null) throw unreadable({ line: 1, tag: 'Кодировка', detail: 'The encoding is none of UTF-8, UTF-16, windows-1251 and CP866.' });
  refuseNul(decoded.text);
  const { statements, warnings, declaredEncoding } = readExchangeFile(decoded.text, limits);
  const all = [...encodingWarnings(decoded, declaredEncoding), ...warnings, ...statements.flatMap(statement => [...statement.warnings, ...statement.quarantine])];
  return {
    format: '1c',
    encoding,
    statements,
    problems: listed(
      all.sort((a, b) => a.line - b.line),
      limits.problemsListed,
    ),
  };
}

function requireExchangeFile(bytes: Uint8Array, text: string, format: 'auto' | '1c'): void {
  const firstLine = /^\s*([^\r\n]*)/u.exec(text.slice(0, 2000))?.[1]?.trim() ?? '';
  if (firstLine === exchangeFileMark) return;
  if (text.trim() === '') throw unreadable({ line: 1, detail: 'The file is empty.' });
  const recognised = recogniseFormat(bytes, text);
  const seen = recognised === null ? '' : ` It looks like ${recognised}, which is not read${format === '1c' ? ' as «1c»' : ' here'}.`;
  const quoted = /[\p{Cc}\ufffd]/u.test(firstLine) ? '' : ` (it is «${firstLine.slice(0, 80)}»)`;
  throw unreadable({ line: 1, recognised, detail: `The first line is not «${exchangeFileMark}»${quoted}.${seen}` });
}

/** U+0000 stands in no bank's file and can be stored nowhere. */
function refuseNul(text: string): void {
  const place = text.indexOf('\u0000');
  if (place < 0) return;
  const line = text.slice(0, place).split(/\r\n|\r|\n/u).length;
  throw unreadable({ line, detail: 'The line holds the character U+0000.' });
}

function encodingWarnings({ encoding, warnings }: DecodedText, declared: Field | undefined): readonly Problem[] {
  const cut = warnings.map((code): Problem => ({ effect: 'warning', code, line: 1, tag: null, detail: 'The last character of the file is cut.' }));
  const expected = declared === undefined ? undefined : encodingOfLabel(declared.value);
  if (declared === undefined || expected === encoding) return cut;
  return [...cut, { effect: 'warning', code: 'encoding_label_differs', line: declared.line, tag: declared.tag, detail: `The file says «${declared.value}» and is ${encoding}.` }];
}

function encodingOfLabel(label: string): TextEncoding | undefined {
  const known: Readonly<Record<string, TextEncoding>> = {
    WINDOWS: 'windows-1251',
    WINDOWS1251: 'windows-1251',
    CP1251: 'windows-1251',
    ANSI: 'windows-1251',
    DOS: 'cp866',
    CP866: 'cp866',
    UTF8: 'utf-8',
    UTF16: 'utf-16le',
    UTF16LE: 'utf-16le',
    UTF16BE: 'utf-16be',
  };
  return known[label.toUpperCase().replace(/[^A-Z0-9]/gu, '')];
}

function listed(problems: readonly Problem[], most: number): readonly Problem[] {
  if (problems.length <= most) return problems;
  const last: Problem = { effect: 'warning', code: 'more_problems', line: problems[most]?.line ?? 0, tag: null, detail: `${problems.length - most} more are not listed.` };
  return [...problems.slice(0, most), last];
}

import { RuleViolation } from '../errors/rule-violation.ts';
import { checkIban } from '../identifiers/iban.ts';
import { checkTaxId, type TaxId } from '../identifiers/tax-id.ts';
import { minorDigits } from '../money/currency.ts';
import { parseDottedDate, parseIsoDate } from '../statements/date.ts';
import { isOneLine } from '../words/plain-text.ts';
import { type Column, columnNames, columns, type RecordType } from './columns.ts';
import type { CsvRow } from './csv-rows.ts';
import type { RefusalCode, RefusedRow } from './receivables.ts';

/** Reads the cells of one row and collects every reason to refuse it. An empty or refused cell reads as null. */
export class CellReader {
  readonly #row: CsvRow;
  readonly #refused: RefusedRow[] = [];

  constructor(row: CsvRow, record: RecordType) {
    this.#row = row;
    if (row.cellCount !== row.columnCount) this.refuse('record', 'column_count', `The row has ${row.cellCount} cells, the heading ${row.columnCount}.`);
    for (const column of columnNames) this.#checkPresence(column, record);
  }

  get line(): number {
    return this.#row.line;
  }

  get refused(): readonly RefusedRow[] {
    return this.#refused;
  }

  refuse(field: Column, code: RefusalCode, reason: string): null {
    this.#refused.push({ line: this.#row.line, field, code, reason });
    return null;
  }

  text(column: Column, longest: number): string | null {
    const text = (this.#row.cells[column] ?? '').replace(/\s+/gu, ' ').trim();
    if (text === '') return null;
    if (!isOneLine(text)) return this.refuse(column, 'control_character', 'The cell holds a control character, one that turns round what follows, or nothing visible.');
    return text.length > longest ? this.refuse(column, 'too_long', `The cell is longer than ${longest} characters.`) : text;
  }

  /** One of a closed set of words; `meanings` maps each accepted spelling to its value. */
  word<Value extends string>(column: Column, code: RefusalCode, meanings: Readonly<Record<string, Value>>): Value | null {
    const text = this.text(column, 40);
    if (text === null) return null;
    return meanings[text.toLowerCase()] ?? this.refuse(column, code, `«${text}» is none of ${Object.keys(meanings).join(', ')}.`);
  }

  taxId(column: Column): TaxId | null {
    const text = this.text(column, 40);
    if (text === null) return null;
    return this.#checked({ column, code: 'invalid_tax_id' }, () => {
      const { value } = checkTaxId({ type: 'kz_bin', value: text });
      return { type: Number(value[4]) >= 4 ? 'kz_bin' : 'kz_iin', value };
    });
  }

  iban(column: Column): string | null {
    const text = this.text(column, 60);
    return text === null ? null : this.#checked({ column, code: 'invalid_iban' }, () => checkIban(text).iban);
  }

  email(column: Column): string | null {
    const text = this.text(column, 254);
    if (text === null || /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/u.test(text)) return text;
    return this.refuse(column, 'invalid_email', `«${text}» is not an email address.`);
  }

  timeZone(column: Column): string | null {
    const text = this.text(column, 60);
    if (text === null) return null;
    try {
      return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
    } catch {
      return this.refuse(column, 'unknown_time_zone', `«${text}» is not an IANA time zone such as Asia/Almaty.`);
    }
  }

  currency(column: Column): string | null {
    const text = this.text(column, 10)?.toUpperCase() ?? null;
    return text === null || /^[A-Z]{3}$/u.test(text) ? text : this.refuse(column, 'unknown_currency', `«${text}» is not a currency code of three letters.`);
  }

  /** A day as `yyyy-mm-dd` or `dd.mm.yyyy`; refused after `todayOn` where it is given. */
  date(column: Column, todayOn?: string): string | null {
    const text = this.text(column, 40);
    if (text === null) return null;
    const on = parseIsoDate(text) ?? (/^\S+$/u.test(text) ? parseDottedDate(text) : null);
    if (on === null) return this.refuse(column, 'invalid_date', `«${text}» is not a day (yyyy-mm-dd or dd.mm.yyyy).`);
    return todayOn !== undefined && on > todayOn ? this.refuse(column, 'in_future', `${on} lies in the future.`) : on;
  }

  /** A sum in minor units of the currency: digits, spaces between thousands, a point or comma, no more decimals than the currency has. */
  money(column: Column, currency: string | null): number | null {
    const text = this.text(column, 40);
    if (text === null || currency === null) return null;
    const digits = minorDigits(currency),
      plain = text.replace(/[\s\u00a0\u202f]/gu, '').replace(',', '.');
    if (/^-\d/u.test(plain)) return this.refuse(column, 'negative_money', `«${text}» is negative.`);
    const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?$/u.exec(plain) ?? [];
    if (whole === undefined) return this.refuse(column, 'invalid_money', `«${text}» is not a sum of money.`);
    if (fraction.length > digits) return this.refuse(column, 'too_many_decimals', `«${text}» has more than ${digits} decimals.`);
    const minor = Number(`${whole}${fraction.padEnd(digits, '0')}`);
    return Number.isSafeInteger(minor) ? minor : this.refuse(column, 'invalid_money', `«${text}» is too large.`);
  }

  #checkPresence(column: Column, record: RecordType): void {
    const rule: { records: readonly RecordType[]; required: readonly RecordType[] } = columns[column];
    const isFilled = (this.#row.cells[column] ?? '') !== '';
    if (!isFilled && rule.required.includes(record)) this.refuse(column, 'required', `The row of a ${record} needs ${column}.`);
    if (isFilled && !rule.records.includes(record)) this.refuse(column, 'not_for_this_record', `${column} does not belong to the row of a ${record}.`);
  }

  #checked<Value>({ column, code }: { column: Column; code: RefusalCode }, check: () => Value): Value | null {
    try {
      return check();
    } catch (error) {
      if (error instanceof RuleViolation) return this.refuse(column, code, error.message);
      throw error;
    }
  }
}

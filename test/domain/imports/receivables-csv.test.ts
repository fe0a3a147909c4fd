import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { columnNames, columns } from '../../../domain/imports/columns.ts';
import type { ReceivablesImport } from '../../../domain/imports/receivables.ts';
import { type ReceivablesOptions, readReceivablesCsv } from '../../../domain/imports/receivables-csv.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const heading = 'record;customer_tax_id;customer_name;customer_email;customer_time_zone;invoice_number;issued_on;due_on;gross;vat;paid;currency;payment_external_id;received_on;amount';
const customer = 'customer;150140000716;"ТОО ""Степной ветер""";buh@example.kz;Asia/Almaty;;;;;;;;;;';
const invoice = 'invoice;150140000716;;;;2026-000118;2026-09-01;2026-09-15;580000.00;80000.00;;KZT;;;';
const payment = 'payment;;;;;2026-000118;;;;;;KZT;PP-1;2026-09-14;200000.00';

const read = (rows: readonly string[], options?: ReceivablesOptions): ReceivablesImport => readReceivablesCsv(new TextEncoder().encode(rows.join('\r\n')), options);

function violation(action: () => unknown): RuleViolation {
  try {
    action();
  } catch (error) {
    if (error instanceof RuleViolation) return error;
    throw error;
  }
  throw new Error('The file was read.');
}

/** A row of the heading above with some cells changed, named by column. */
function changed(row: string, change: Readonly<Record<string, string>>): string {
  const cells = row.split(';'),
    names = heading.split(';');
  return names.map((name, at) => change[name] ?? cells[at] ?? '').join(';');
}

describe('a good file', () => {
  it('is the committed example, read whole', () => {
    const file = readReceivablesCsv(new Uint8Array(readFileSync(path.join(root, 'examples/receivables.csv'))), { todayOn: '2026-10-01' });
    expect(file.refused).toEqual([]);
    expect([file.customers.length, file.invoices.length, file.payments.length]).toEqual([4, 5, 3]);
    expect(file.customers[0]).toEqual({
      line: 2,
      taxId: { type: 'kz_bin', value: '150140000716' },
      name: 'ТОО "Степной ветер"',
      email: 'buh@stepnoy-veter.example',
      segment: 'corporate',
      timeZone: 'Asia/Almaty',
      language: 'ru',
      iban: 'KZ09722DEMO000000101',
    });
    expect(file.customers[3]?.taxId).toEqual({ type: 'kz_iin', value: '880101300123' });
    expect(file.invoices[3]).toEqual({
      line: 9,
      customerTaxId: '120340012553',
      number: '2026-000120',
      issuedOn: '2026-09-05',
      dueOn: '2026-10-05',
      currency: 'KZT',
      grossMinor: 232000000,
      vatMinor: 32000000,
      paidMinor: 0,
      dealTitle: 'Ремонт станции',
      ownerEmail: 'aigerim@arna.example',
      contractNumber: 'ГЗ-44',
    });
    expect(file.payments[1]).toMatchObject({
      line: 12,
      externalId: 'PP-90000017',
      invoiceNumber: '2026-000118',
      receivedOn: '2026-09-14',
      amountMinor: 20000000,
      payer: { taxId: '150140000716', iban: 'KZ09722DEMO000000101' },
    });
  });

  it('is read in windows-1251 with Russian headings, tabs and rows in any order', () => {
    const text = [
      'Запись\tБИН\tКлиент\tНомер счёта\tДата счета\tСрок оплаты\tСумма счета\tВалюта\tДата платежа\tСумма платежа\tНомер платежа',
      'платеж\t\t\t17\t\t\t\tKZT\t14.09.2026\t1 000,50\tП-1',
      'счёт\t150140000716\tТОО Ветер\t17\t01.09.2026\t15.09.2026\t1 000,50\tKZT\t\t\t',
    ].join('\n');
    const cp1251 = Uint8Array.from(Array.from(text), sign => cp1251Byte(sign));
    const file = readReceivablesCsv(cp1251);
    expect(file.refused).toEqual([]);
    expect(file).toMatchObject({
      customers: [{ name: 'ТОО Ветер', line: 3 }],
      invoices: [{ number: '17', grossMinor: 100050 }],
      payments: [{ amountMinor: 100050, receivedOn: '2026-09-14', line: 2 }],
    });
  });

  it('names the line on which a row begins, though a cell above spans several lines', () => {
    const file = read([heading, customer.replace('Степной ветер', 'Степной\r\nветер'), '', changed(invoice, { gross: '-1' })]);
    expect(file.customers[0]).toMatchObject({ line: 2, name: 'ТОО "Степной ветер"' });
    expect(file.refused[0]).toMatchObject({ line: 5, field: 'gross' });
  });

  it('describes a customer by the invoice row that names it first', () => {
    const flat = changed(invoice, { customer_name: 'ТОО Ветер' });
    const file = read([heading, flat, changed(invoice, { invoice_number: '2026-000119' }), changed(flat, { invoice_number: '2026-000120', customer_name: 'ТОО Буря' })]);
    expect(file.customers).toMatchObject([{ name: 'ТОО Ветер', line: 2 }]);
    expect(file.invoices.map(({ number }) => number)).toEqual(['2026-000118', '2026-000119']);
    expect(file.refused).toMatchObject([{ line: 4, field: 'customer_name', code: 'customer_conflict' }]);
  });

  it('may hold only what is new beside what is on record', () => {
    const known = { customerTaxIds: new Set(['150140000716']), invoices: new Map([['2026-000117', { currency: 'KZT', grossMinor: 100 }]]) };
    const file = read([heading, invoice, changed(payment, { invoice_number: '2026-000117', amount: '1.00' })], { known });
    expect([file.invoices.length, file.payments.length, file.refused]).toEqual([1, 1, []]);
  });

  it('adds up several payments of one invoice to its sum and not beyond', () => {
    const part = (id: string, amount: string): string => changed(payment, { payment_external_id: id, amount });
    const file = read([heading, customer, changed(invoice, { paid: '80000' }), part('a', '200000'), part('b', '300000'), part('c', '0.01')]);
    expect(file.payments.map(({ externalId }) => externalId)).toEqual(['a', 'b']);
    expect(file.refused).toMatchObject([{ line: 6, field: 'amount', code: 'over_allocated' }]);
  });
});

describe('a row that is refused', () => {
  it.each([
    ['a wrong check digit', changed(customer, { customer_tax_id: '150140000717' }), 'customer_tax_id', 'invalid_tax_id'],
    ['eleven digits', changed(customer, { customer_tax_id: '15014000071' }), 'customer_tax_id', 'invalid_tax_id'],
    ['no name', changed(customer, { customer_tax_id: '180940003428', customer_name: '' }), 'customer_name', 'required'],
    ['an address that is none', changed(customer, { customer_tax_id: '180940003428', customer_email: 'buh@' }), 'customer_email', 'invalid_email'],
    ['a zone that is none', changed(customer, { customer_tax_id: '180940003428', customer_time_zone: 'Asia/Nowhere' }), 'customer_time_zone', 'unknown_time_zone'],
    ['the same customer again', customer, 'customer_tax_id', 'duplicate'],
    ['an invoice of nobody', changed(invoice, { invoice_number: 'n', customer_tax_id: '180940003428' }), 'customer_tax_id', 'unknown_customer'],
    ['the same invoice again', invoice, 'invoice_number', 'duplicate'],
    ['negative money', changed(invoice, { invoice_number: 'n', gross: '-580000.00' }), 'gross', 'negative_money'],
    ['three decimals', changed(invoice, { invoice_number: 'n', gross: '580000.005' }), 'gross', 'too_many_decimals'],
    ['thousands that read as decimals', changed(invoice, { invoice_number: 'n', gross: '580,000' }), 'gross', 'too_many_decimals'],
    ['an exponent', changed(invoice, { invoice_number: 'n', gross: '5e5' }), 'gross', 'invalid_money'],
    ['a sum of nothing', changed(invoice, { invoice_number: 'n', gross: '0', vat: '' }), 'gross', 'not_positive'],
    ['VAT above the sum', changed(invoice, { invoice_number: 'n', vat: '580000.01' }), 'vat', 'more_than_gross'],
    ['paid above the sum', changed(invoice, { invoice_number: 'n', paid: '580000.01' }), 'paid', 'more_than_gross'],
    ['due before issue', changed(invoice, { invoice_number: 'n', due_on: '2026-08-31' }), 'due_on', 'due_before_issue'],
    ['a day that does not exist', changed(invoice, { invoice_number: 'n', issued_on: '2026-02-30' }), 'issued_on', 'invalid_date'],
    ['an issue in the future', changed(invoice, { invoice_number: 'n', issued_on: '2026-12-01', due_on: '2026-12-02' }), 'issued_on', 'in_future'],
    ['no currency', changed(invoice, { invoice_number: 'n', currency: '' }), 'currency', 'required'],
    ['a currency in words', changed(invoice, { invoice_number: 'n', currency: 'тенге' }), 'currency', 'unknown_currency'],
    ['a payment to no invoice', changed(payment, { payment_external_id: 'x', invoice_number: '2026-000777' }), 'invoice_number', 'unknown_invoice'],
    ['a payment larger than its invoice', changed(payment, { payment_external_id: 'x', amount: '580000.01' }), 'amount', 'over_allocated'],
    ['the same payment again', payment, 'payment_external_id', 'duplicate'],
    ['a payment in another currency', changed(payment, { payment_external_id: 'x', currency: 'USD' }), 'currency', 'currency_mismatch'],
    ['a payment of nothing', changed(payment, { payment_external_id: 'x', amount: '0.00' }), 'amount', 'not_positive'],
    ['a cell of another kind of row', changed(payment, { payment_external_id: 'x', gross: '1' }), 'gross', 'not_for_this_record'],
    ['a word that is no record', changed(payment, { record: 'order' }), 'record', 'unknown_record'],
    ['a cell too many', `${changed(payment, { payment_external_id: 'x' })};1`, 'record', 'column_count'],
    ['a control character', changed(payment, { payment_external_id: 'x\u0007' }), 'payment_external_id', 'control_character'],
    ['a number without end', changed(payment, { payment_external_id: 'x'.repeat(101) }), 'payment_external_id', 'too_long'],
  ])('%s is reported with line, field and reason, and the good rows go on', (_case, row, field, code) => {
    const file = read([heading, customer, invoice, payment, row], { todayOn: '2026-10-01' });
    expect(file.refused).toMatchObject([{ line: 5, field, code }]);
    expect(file.refused[0]?.reason).toMatch(/\S.{5,}/u);
    expect([file.customers.length, file.invoices.length, file.payments.length]).toEqual([1, 1, 1]);
  });

  it('reports every fault of a row', () => {
    const file = read([heading, customer, changed(invoice, { gross: '-1', due_on: 'x' })]);
    expect(file.refused.map(({ field }) => field).sort()).toEqual(['due_on', 'gross']);
  });

  it('takes with it the rows that stand on it', () => {
    const file = read([heading, changed(customer, { customer_email: 'x' }), invoice, payment]);
    expect(file.refused.map(({ line, code }) => [line, code])).toEqual([
      [2, 'invalid_email'],
      [3, 'unknown_customer'],
      [4, 'unknown_invoice'],
    ]);
  });
});

describe('a file that is refused whole', () => {
  it.each([
    ['an unknown column', [`${heading};gros`, `${customer};`], 'unknown_column', 1, 'gros'],
    ['a column twice', [`${heading};gross`, `${customer};`], 'duplicate_column', 1, 'gross'],
    ['no column record', ['customer_tax_id;customer_name', '150140000716;x'], 'missing_column', 1, 'record'],
    ['an open quotation mark', [heading, 'customer;150140000716;"ТОО'], 'broken_quotes', 2, 'file'],
    ['a quotation mark that is not doubled', [heading, 'customer;150140000716;ТОО "Ветер"'], 'broken_quotes', 2, 'file'],
    ['nothing', ['', ''], 'empty', 1, 'file'],
  ])('for %s', (_case, rows, code, line, field) => {
    const refusal = violation(() => read(rows));
    expect(refusal.code).toBe('validation_failed');
    expect(refusal.data['errors']).toMatchObject([{ code, line, field }]);
  });

  it('for an encoding that is not recognised', () => {
    expect(violation(() => readReceivablesCsv(Uint8Array.of(0xc1, 0xc2, 0x3b, 0xc3))).data['errors']).toMatchObject([{ code: 'unknown_encoding' }]);
  });

  it('for its size and for too many rows', () => {
    expect(violation(() => read([heading, customer], { limits: { bytes: 10, rows: 10 } })).code).toBe('body_too_large');
    expect(violation(() => read([heading, customer, invoice, payment], { limits: { bytes: 10_000, rows: 2 } })).data['errors']).toMatchObject([{ code: 'too_many_rows', line: 4 }]);
    expect(read([heading, customer, invoice], { limits: { bytes: 10_000, rows: 2 } }).refused).toEqual([]);
  });
});

describe('whatever the file holds', () => {
  it('never imports more money for an invoice than it is for, and accounts for every row', () => {
    const amount = fc.constantFrom('0', '1', '2.50', '-1', '3', '1.005', 'x');
    const number = fc.constantFrom('1', '2', '3');
    const row = fc.oneof(
      fc.tuple(number, amount, amount).map(([invoice_number, gross, paid]) => changed(invoice, { invoice_number, gross, paid, vat: '' })),
      fc.tuple(number, amount, fc.nat(5)).map(([invoice_number, sum, id]) => changed(payment, { invoice_number, amount: sum, payment_external_id: String(id) })),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 15 }), rows => {
        const file = read([heading, customer, ...rows]);
        for (const { number: of, grossMinor, paidMinor } of file.invoices) {
          const received = file.payments.filter(({ invoiceNumber }) => invoiceNumber === of).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
          expect(paidMinor + received).toBeLessThanOrEqual(grossMinor);
        }
        const lines = [...file.customers, ...file.invoices, ...file.payments, ...file.refused].map(({ line }) => line);
        expect([...new Set(lines)].sort((a, b) => a - b)).toEqual(Array.from({ length: rows.length + 1 }, (_, at) => at + 2));
      }),
      { verbose: 1 },
    );
  });
});

describe('the page on imports', () => {
  const page = readFileSync(path.join(root, 'docs/imports.md'), 'utf8');

  it('names every column and every Russian heading', () => {
    for (const name of columnNames) {
      expect(page).toContain(`\`${name}\``);
      for (const russian of columns[name].russian) expect(page.toLowerCase()).toContain(russian.includes('/') || russian.includes('бин_иин') ? russian : russian.replaceAll('_', ' '));
    }
  });

  it('shows an example that is read without a refusal', () => {
    const example = /```csv\n([\s\S]*?)```/u.exec(page)?.[1] ?? '';
    const file = read(example.split('\n'));
    expect([file.refused, file.customers.length, file.invoices.length, file.payments.length]).toEqual([[], 1, 1, 1]);
  });
});

/** The letters the test uses, in windows-1251. */
function cp1251Byte(sign: string): number {
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x80) return code;
  if (sign === 'ё') return 0xb8;
  return code - 0x0410 + 0xc0;
}

import { describe, expect, it } from 'vitest';
import { statementLimits } from '../../../domain/statements/limits.ts';
import { readStatement, type StatementFile } from '../../../domain/statements/read-statement.ts';
import { refusalOf } from './refusal-of.ts';
import { hasThirdPartySamples, ownSample, ownSamples, thirdPartySample } from './sample-statements.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function figuresOf(file: StatementFile): unknown {
  return file.statements.map(({ inMinor, outMinor, openingMinor, closingMinor, lines }) => ({ openingMinor, inMinor, outMinor, closingMinor, documents: lines.length }));
}

function asExpected(file: StatementFile): unknown {
  return {
    format: file.format,
    encoding: file.encoding,
    statements: file.statements.map(({ quarantine, warnings: _warnings, lines, ...statement }) => ({
      ...statement,
      isBookable: quarantine.length === 0,
      lines: lines.map(({ rawText: _rawText, account: _account, ...line }) => line),
    })),
    problems: file.problems.map(({ effect, code, line, tag }) => ({ effect, code, line, tag })),
  };
}

describe('our own samples', () => {
  it.each(ownSamples())('answers for $name what lies beside it', ({ name, expected }) => {
    if ('refused' in expected) {
      const refusal = refusalOf(() => readStatement(ownSample(name), 'auto'));
      expect({ code: refusal.code, ...refusal.data }).toEqual(expected['refused']);
    } else {
      expect(asExpected(readStatement(ownSample(name), 'auto'))).toEqual(expected);
    }
  });

  // Figures copied from the description of the samples, not from the reader.
  it.each([
    { name: 'kz-synthetic/kaspi_v1.01_cp1251.txt', encoding: 'windows-1251', openingMinor: 100000000, inMinor: 174058000, outMinor: 25400000, closingMinor: 248658000, documents: 3 },
    { name: 'kz-synthetic/kaspi_v1.01_utf8_mislabelled.txt', encoding: 'utf-8', openingMinor: 100000000, inMinor: 174058000, outMinor: 25400000, closingMinor: 248658000, documents: 3 },
    { name: 'kz-synthetic/halyk_upper_multiday_cp1251.txt', encoding: 'windows-1251', openingMinor: 555, inMinor: 34800050, outMinor: 100000, closingMinor: 34700605, documents: 3 },
    { name: 'kz-synthetic/halyk_upper_multiday_utf8.txt', encoding: 'utf-8', openingMinor: 555, inMinor: 34800050, outMinor: 100000, closingMinor: 34700605, documents: 3 },
    { name: 'kz-synthetic/bcc_v2.0_cp1251.txt', encoding: 'windows-1251', openingMinor: 20274280, inMinor: 34800000, outMinor: 16000000, closingMinor: 39074280, documents: 2 },
    { name: 'kz-synthetic/jusan_v2.00_cp1251_mixedcase_no_eof.txt', encoding: 'windows-1251', openingMinor: 102031205, inMinor: 774570, outMinor: 0, closingMinor: 102805775, documents: 1 },
    { name: 'quirks-synthetic/lf_only_cp1251.txt', encoding: 'windows-1251', openingMinor: 100000000, inMinor: 174058000, outMinor: 25400000, closingMinor: 248658000, documents: 3 },
    { name: 'quirks-synthetic/utf8bom_comma_amounts_dup.txt', encoding: 'utf-8', openingMinor: 100000, inMinor: 350050, outMinor: 0, closingMinor: 450050, documents: 4 },
    { name: 'quirks-synthetic/ru_cp866_dos.txt', encoding: 'cp866', openingMinor: 10000000, inMinor: 2000000, outMinor: 0, closingMinor: 12000000, documents: 1 },
  ])('reads the balances, turnovers and documents of $name', ({ name, encoding, ...figures }) => {
    const file = readStatement(ownSample(name), '1c');
    expect(file.encoding).toBe(encoding);
    expect(figuresOf(file)).toEqual([figures]);
    expect(file.statements[0]?.quarantine).toEqual([]);
  });

  it.each([
    { name: 'quirks-synthetic/truncated_no_end_of_document.txt', code: 'statement_truncated', line: 17, says: /90000001.*КонецДокумента.*28/u },
    { name: 'quirks-synthetic/balance_mismatch.txt', code: 'statement_does_not_tie', line: 15, says: /КонечныйОстаток is 2486580\.01, but 1000000\.00 \+ 1740580\.00 − 254000\.00 = 2486580\.00/u },
    { name: 'quirks-synthetic/not_a_1c_file.txt', code: 'statement_unreadable', line: 1, says: /not «1CClientBankExchange» \(it is «Дата;Сумма;Назначение»\).*CSV/u },
    { name: 'kz-synthetic/1c_to_kl_v2.00_utf8.txt', code: 'statement_unreadable', line: 11, says: /payment orders to the bank/u },
    { name: 'own/invalid_koi8.txt', code: 'statement_unreadable', line: 1, says: /encoding/u },
    { name: 'own/invalid_three_decimals.txt', code: 'statement_unreadable', line: 31, says: /1160000\.005.*not a sum/u },
    { name: 'own/invalid_date.txt', code: 'statement_unreadable', line: 51, says: /31\.09\.2026/u },
    { name: 'own/invalid_both_ways.txt', code: 'statement_unreadable', line: 51, says: /both income and expense/u },
    { name: 'own/invalid_repeated_sum.txt', code: 'statement_unreadable', line: 51, says: /stands twice/u },
    { name: 'own/invalid_broken_chain.txt', code: 'statement_does_not_tie', line: 18, says: /116005\.56.*116005\.55/u },
    { name: 'own/invalid_cut_in_account_section.txt', code: 'statement_truncated', line: 8, says: /cut/u },
    { name: 'own/kz_kzt_basic.sta', code: 'statement_unreadable', line: 1, says: /MT940 statement, which is not read/u },
    { name: 'own/camt.053.001.08_kzt.xml', code: 'statement_unreadable', line: 1, says: /camt\.053\.001\.08, which is not read/u },
  ])('refuses $name with the line and the reason, and hands nothing over', ({ name, code, line, says }) => {
    const refusal = refusalOf(() => readStatement(ownSample(name), 'auto'));
    expect(refusal.code).toBe(code);
    expect(refusal.data['line']).toBe(line);
    expect(refusal.data['detail']).toMatch(says);
  });

  it('says which line opened a cut document and where the file ends', () => {
    expect(refusalOf(() => readStatement(ownSample('quirks-synthetic/truncated_no_end_of_document.txt'), 'auto')).data).toMatchObject({ line: 17, endLine: 28, tag: 'КонецДокумента' });
  });

  it.each([
    ['own/quarantine_documents_do_not_add_up.txt', 'documents_do_not_add_up', 'ВсегоПоступило'],
    ['own/quarantine_balance_missing.txt', 'balance_missing', 'НачальныйОстаток'],
    ['own/quarantine_direction_unknown.txt', 'direction_unknown', null],
  ])('reads %s and keeps it from being booked', (name, code, tag) => {
    const [statement] = readStatement(ownSample(name), 'auto').statements;
    expect(statement?.quarantine[0]).toMatchObject({ code, tag, effect: 'quarantine' });
    expect(statement?.lines).toHaveLength(3);
  });

  it('keeps the text of every document as it stands in the file', () => {
    const [statement] = readStatement(ownSample('quirks-synthetic/utf8bom_comma_amounts_dup.txt'), 'auto').statements;
    expect(statement?.lines[3]?.rawText).toContain('эта строка без знака равенства - продолжение назначения');
    expect(statement?.lines[0]?.rawText).toMatch(/^СекцияДокумент=Платежное поручение\nНомер=000015\n[\s\S]*\nКонецДокумента$/u);
  });
});

describe.skipIf(!hasThirdPartySamples)('third-party samples beside the checkout', () => {
  it.each(['1c/kilylabs/one_day.txt', '1c/kilylabs/one_day_utf8.txt'])('takes the direction of foreign accounts in %s from the dates, to the exact totals', name => {
    const file = readStatement(thirdPartySample(name), 'auto');
    expect(figuresOf(file)).toEqual([{ openingMinor: 4532991, inMinor: 4000000, outMinor: 4118400, closingMinor: 4414591, documents: 13 }]);
    expect(file.statements[0]?.quarantine).toEqual([]);
  });

  it('reads a Russian 1.01 statement with LF line ends', () => {
    expect(figuresOf(readStatement(thirdPartySample('1c/odoo-ru/kl_to_1c.txt'), 'auto'))).toEqual([{ openingMinor: 11097800, inMinor: 0, outMinor: 10815912, closingMinor: 281888, documents: 1 }]);
  });

  it.each([
    ['1c/odoo-ru/1c_to_kl-win-min-example.txt', /no account section and no document/u],
    ['camt053/negative-052-054/camt052.v8.xml', /camt\.052\.001\.08/u],
    ['camt053/negative-052-054/camt054.v4.xml', /camt\.054\.001\.04/u],
    ['mt940/wolph-self-provided/mt942.sta', /MT942 interim report/u],
    ['mt940/mt940-rs/mt942__full__cmxl__mt942_1.sta', /empty/u],
  ])('refuses %s by its content', (name, says) => {
    const refusal = refusalOf(() => readStatement(thirdPartySample(name), 'auto'));
    expect(refusal.code).toBe('statement_unreadable');
    expect(refusal.message).toMatch(says);
  });
});

describe('limits', () => {
  const small = ownSample('kz-synthetic/kaspi_v1.01_cp1251.txt');

  it('refuses a file over the size limit before it reads it', () => {
    expect(refusalOf(() => readStatement(small, 'auto', { ...statementLimits, bytes: 100 })).code).toBe('body_too_large');
  });

  it('refuses a line and a number of lines over the limits, naming the line', () => {
    expect(refusalOf(() => readStatement(small, 'auto', { ...statementLimits, lines: 10 })).data['line']).toBe(11);
    const longLine = bytesOf(`1CClientBankExchange\nРасчСчет=KZ82722TEST000000001\nX=${'x'.repeat(30_000)}\n`);
    expect(refusalOf(() => readStatement(longLine, 'auto')).data['line']).toBe(3);
  });

  it('lists so many problems and says how many more there are', () => {
    const file = readStatement(ownSample('kz-synthetic/jusan_v2.00_cp1251_mixedcase_no_eof.txt'), 'auto', { ...statementLimits, problemsListed: 1 });
    expect(file.problems.map(problem => problem.code)).toEqual(['bic_does_not_fit_iban', 'more_problems']);
  });

  it.each([
    ['PK\u0003\u0004…', /XLSX/u],
    ['%PDF-1.7', /PDF/u],
    ['', /empty/u],
    ['   \r\n', /empty/u],
    ['hello', /«hello»/u],
    ['<html></html>', /XML or HTML/u],
  ])('refuses %j and names what it is', (text, says) => {
    const refusal = refusalOf(() => readStatement(bytesOf(text), 'auto'));
    expect(refusal.code).toBe('statement_unreadable');
    expect(refusal.message).toMatch(says);
  });
});

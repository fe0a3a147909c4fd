import { describe, expect, it } from 'vitest';
import { readStatement } from '../../../domain/statements/read-statement.ts';
import type { StatementLine } from '../../../domain/statements/statement.ts';
import { refusalOf } from './refusal-of.ts';

const account = 'KZ82722TEST000000001';

/** A statement around documents; its totals are those given, so that the documents alone decide whether it adds up. */
function statementWith({
  documents,
  received = '100.00',
  closing = '100.00',
  section = [],
}: {
  documents: readonly (readonly string[])[];
  received?: string;
  closing?: string;
  section?: readonly string[];
}): Uint8Array {
  const head = [
    '1CClientBankExchange',
    'ДатаНачала=01.09.2026',
    'ДатаКонца=30.09.2026',
    'СекцияРасчСчет',
    `РасчСчет=${account}`,
    'НачальныйОстаток=0',
    `ВсегоПоступило=${received}`,
    'ВсегоСписано=0',
    `КонечныйОстаток=${closing}`,
    ...section,
    'КонецРасчСчет',
  ];
  const body = documents.flatMap(document => ['СекцияДокумент=Платежное поручение', ...document, 'КонецДокумента']);
  return new TextEncoder().encode([...head, ...body, 'КонецФайла', ''].join('\r\n'));
}

function onlyLine(...fields: readonly string[]): StatementLine {
  const line = readStatement(statementWith({ documents: [['Номер=7', ...fields]] }), 'auto').statements[0]?.lines[0];
  if (line === undefined) throw new Error('no line was read');
  return line;
}

describe('direction', () => {
  it.each([
    ['income by its own key', ['Дата=05.09.2026', 'СуммаПриход=100', 'СуммаРасход=0'], 'in'],
    ['expense by its own key', ['Дата=05.09.2026', 'СуммаПриход=0', 'СуммаРасход=100'], 'out'],
    ['the own account pays', ['Дата=05.09.2026', 'Сумма=100', `ПлательщикСчет=${account}`], 'out'],
    ['the own account in lower case and with spaces is paid', ['Дата=05.09.2026', 'Сумма=100', 'ПолучательСчет=kz82 722t est0 0000 0001'], 'in'],
    ['the own account stands under the second key', ['Дата=05.09.2026', 'Сумма=100', 'ПлательщикСчет=1', `ПлательщикРасчСчет=${account}`], 'out'],
    ['only a date of debit', ['ДатаСписано=05.09.2026', 'Сумма=100'], 'out'],
    ['only a date of credit', ['ДатаПоступило=05.09.2026', 'Сумма=100'], 'in'],
    ['nothing', ['Дата=05.09.2026', 'Сумма=100'], 'unknown'],
  ])('%s', (_case, fields, direction) => {
    expect(onlyLine(...fields).direction).toBe(direction);
  });
});

describe('dates of a document', () => {
  it('books by the date of operation before the dates of debit and credit and of the document', () => {
    expect(onlyLine('Дата=01.09.2026', 'ДатаПоступило=03.09.2026', 'ДатаОперации=04.09.2026', 'СуммаПриход=100').opOn).toBe('2026-09-04');
    expect(onlyLine('Дата=01.09.2026', 'ДатаПоступило=03.09.2026', 'ДатаСписано=02.09.2026', 'СуммаПриход=100').opOn).toBe('2026-09-03');
    expect(onlyLine('Дата=01.09.2026', 'СуммаПриход=100')).toMatchObject({ opOn: '2026-09-01', docOn: '2026-09-01' });
  });

  it('leaves a value date that does not exist empty and says so', () => {
    const file = readStatement(statementWith({ documents: [['Номер=7', 'Дата=28.09.2026', 'СуммаПриход=100', 'ДатаВалютирования=30.02.2026']] }), 'auto');
    expect(file.statements[0]?.lines[0]?.valueOn).toBeNull();
    expect(file.problems).toMatchObject([{ effect: 'warning', code: 'no_such_value_date', line: 15 }]);
  });

  it('refuses a document without any date', () => {
    expect(refusalOf(() => onlyLine('Сумма=100')).data).toMatchObject({ line: 11, tag: 'ДатаОперации' });
  });
});

describe('the sides of a payment', () => {
  it.each([
    ['БИН 991240993010 ТОО "Образец Строй"', '991240993010', 'ТОО "Образец Строй"'],
    ['ИНН 7700000003/770001001 ООО Клиент', '7700000003', 'ООО Клиент'],
    ['991240993010 ТОО Образец', '991240993010', 'ТОО Образец'],
    ['ТОО Образец 2000', undefined, 'ТОО Образец 2000'],
  ])('cuts the number off the long name %s', (long, taxId, name) => {
    const { payer } = onlyLine('Дата=05.09.2026', 'СуммаПриход=100', `Плательщик=${long}`);
    expect([payer.taxId, payer.name]).toEqual([taxId, name]);
  });

  it('reads the split form before the long one', () => {
    const { payer } = onlyLine('Дата=05.09.2026', 'СуммаПриход=100', 'Плательщик=ИНН 1 чужое', 'Плательщик1=ТОО Свое', 'ПлательщикРНН=991240992012');
    expect(payer).toEqual({ name: 'ТОО Свое', taxId: '991240992012' });
  });

  it('warns of check digits that fail and goes on', () => {
    const file = readStatement(statementWith({ documents: [['Номер=7', 'Дата=05.09.2026', 'СуммаПриход=100', 'ПлательщикИИК=KZ53601TEST000000078', 'ПлательщикБИН_ИИН=991240992013']] }), 'auto');
    expect(file.problems.map(({ code, line }) => [code, line])).toEqual([
      ['iban_check_digits', 15],
      ['tax_id_check_digit', 16],
    ]);
    expect(file.statements[0]?.quarantine).toEqual([]);
  });
});

describe('the purpose', () => {
  it('takes the numbered lines only where they begin with the whole one and say more', () => {
    expect(onlyLine('Дата=05.09.2026', 'СуммаПриход=100', 'НазначениеПлатежа=Оплата', 'НазначениеПлатежа2=по счету', 'НазначениеПлатежа1=Оплата').purpose).toBe('Оплата по счету');
    expect(onlyLine('Дата=05.09.2026', 'СуммаПриход=100', 'НазначениеПлатежа=Оплата', 'НазначениеПлатежа1=Другое, и длиннее').purpose).toBe('Оплата');
    expect(onlyLine('Дата=05.09.2026', 'СуммаПриход=100', 'НазначениеПлатежа1=Только', 'НазначениеПлатежа2=строки').purpose).toBe('Только строки');
  });

  it('keeps an equals sign and takes a line whose key has spaces as its continuation', () => {
    expect(onlyLine('Дата=05.09.2026', 'СуммаПриход=100', 'НазначениеПлатежа=по договору 15/26=доп', 'итого с НДС = 100').purpose).toBe('по договору 15/26=доп итого с НДС = 100');
  });
});

describe('what is read but not booked, and what is refused', () => {
  const paid = ['Номер=7', 'Дата=05.09.2026', 'СуммаПриход=100'];

  it('quarantines a document in another currency than the statement', () => {
    const file = readStatement(statementWith({ section: ['Валюта=KZT'], documents: [[...paid, 'Валюта=USD']] }), 'auto');
    expect(file.statements[0]?.quarantine).toMatchObject([{ code: 'currencies_differ', line: 12 }]);
  });

  it('quarantines a statement without documents whose totals are not zero', () => {
    expect(readStatement(statementWith({ documents: [] }), 'auto').statements[0]?.quarantine).toMatchObject([{ code: 'documents_do_not_add_up', line: 4 }]);
  });

  it('takes turnovers the bank leaves out from the documents, and quarantines them where the balances say otherwise', () => {
    const withoutTotals = (closing: string): Uint8Array =>
      new TextEncoder().encode(new TextDecoder().decode(statementWith({ documents: [paid], closing, received: closing })).replace(/Всего.*\r\n/gu, ''));
    expect(readStatement(withoutTotals('100.00'), 'auto').statements[0]).toMatchObject({ inMinor: 10000, outMinor: 0, quarantine: [] });
    expect(readStatement(withoutTotals('100.01'), 'auto').statements[0]?.quarantine).toMatchObject([{ code: 'documents_do_not_add_up', tag: 'КонечныйОстаток' }]);
  });

  it('accepts a statement of days without a movement', () => {
    expect(readStatement(statementWith({ documents: [], received: '0', closing: '0' }), 'auto').statements[0]).toMatchObject({ lines: [], quarantine: [], inMinor: 0 });
  });

  it.each([
    ['a second file behind the first', 'КонецФайла\r\n1CClientBankExchange\r\n', /goes on after КонецФайла/u],
    ['an end mark of nothing', 'КонецДокумента\r\n', /was not opened/u],
    ['a stray line', 'просто текст\r\n', /neither «Ключ=Значение»/u],
  ])('refuses %s', (_case, tail, says) => {
    const whole = new TextDecoder().decode(statementWith({ documents: [paid] })).replace('КонецФайла\r\n', tail);
    const refusal = refusalOf(() => readStatement(new TextEncoder().encode(whole), 'auto'));
    expect([refusal.code, refusal.data['detail']]).toEqual(['statement_unreadable', expect.stringMatching(says)]);
  });

  it('refuses a new document inside one that is open', () => {
    const whole = new TextDecoder().decode(statementWith({ documents: [paid, paid] })).replace('КонецДокумента\r\n', '');
    expect(refusalOf(() => readStatement(new TextEncoder().encode(whole), 'auto'))).toMatchObject({ code: 'statement_truncated', data: { line: 11, endLine: 15 } });
  });

  it('accepts the DOS end-of-file character', () => {
    const whole = `${new TextDecoder().decode(statementWith({ documents: [paid] }))}\u001a`;
    expect(readStatement(new TextEncoder().encode(whole), 'auto').problems).toEqual([]);
  });
});

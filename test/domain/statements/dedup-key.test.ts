import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dedupKeyText, dedupKeyTexts } from '../../../domain/statements/dedup-key.ts';
import { readStatement } from '../../../domain/statements/read-statement.ts';
import type { StatementLine } from '../../../domain/statements/statement.ts';
import { ownSample } from './sample-statements.ts';

const line: StatementLine = {
  account: 'KZ82722TEST000000001',
  opOn: '2026-09-05',
  valueOn: null,
  docNo: '000015',
  docOn: null,
  docKind: '',
  direction: 'in',
  amountMinor: 150050,
  currency: null,
  payer: { iban: 'KZ53601TEST000000077' },
  payee: {},
  purpose: 'Оплата по счету 2001',
  knp: null,
  rawText: '',
  lineNo: 17,
};

const linesOf = (name: string): readonly StatementLine[] => readStatement(ownSample(name), 'auto').statements.flatMap(statement => statement.lines);

describe('the key of a movement', () => {
  it('counts two equal payments of one day as two', () => {
    expect(new Set(dedupKeyTexts([line, { ...line, lineNo: 33 }])).size).toBe(2);
    expect(dedupKeyTexts([line, line])).toEqual([dedupKeyText(line, 1), dedupKeyText(line, 2)]);
  });

  it.each([
    ['account', { account: 'KZ47856TEST000000001' }],
    ['day', { opOn: '2026-09-06' }],
    ['document number', { docNo: '15' }],
    ['direction', { direction: 'out' }],
    ['sum', { amountMinor: 150051 }],
    ['account of the payer', { payer: { iban: 'KZ33965TEST000000088' } }],
    ['purpose', { purpose: 'Оплата по счету 2002' }],
  ] as const)('differs where the %s differs', (_what, change) => {
    expect(dedupKeyText({ ...line, ...change }, 1)).not.toBe(dedupKeyText(line, 1));
  });

  it('does not differ by line, raw text, spacing and case', () => {
    expect(dedupKeyText({ ...line, lineNo: 99, rawText: 'x', account: 'kz82 722T EST0 0000 0001', purpose: ' ОПЛАТА  по счету 2001 ' }, 1)).toBe(dedupKeyText(line, 1));
  });

  it('is the same for one statement in two encodings and with two line ends', () => {
    const kaspi = dedupKeyTexts(linesOf('kz-synthetic/kaspi_v1.01_cp1251.txt'));
    expect(dedupKeyTexts(linesOf('kz-synthetic/kaspi_v1.01_utf8_mislabelled.txt'))).toEqual(kaspi);
    expect(dedupKeyTexts(linesOf('quirks-synthetic/lf_only_cp1251.txt'))).toEqual(kaspi);
    expect(new Set(kaspi).size).toBe(3);
  });

  it('keeps the lawful twins of a statement apart', () => {
    expect(new Set(dedupKeyTexts(linesOf('quirks-synthetic/utf8bom_comma_amounts_dup.txt'))).size).toBe(4);
  });

  it('makes no second payment of the same or an overlapping file', () => {
    const day = fc.integer({ min: 1, max: 9 });
    const payment = fc.record({ day, amountMinor: fc.integer({ min: 1, max: 3 }), purpose: fc.constantFrom('а', 'б') });
    const period = fc.tuple(day, day).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(fc.array(payment, { maxLength: 30 }), fc.array(period, { maxLength: 4 }), (payments, periods) => {
        const all = payments.map(({ day: on, ...rest }) => ({ ...line, ...rest, opOn: `2026-09-0${on}` }));
        const fileOf = ([from, to]: readonly [number, number]): readonly string[] => dedupKeyTexts(all.filter(({ opOn }) => opOn >= `2026-09-0${from}` && opOn <= `2026-09-0${to}`));
        const whole = fileOf([1, 9]);
        const booked = new Set([...whole, ...whole, ...periods.flatMap(fileOf)]);
        expect(booked.size).toBe(all.length);
      }),
      { verbose: 1 },
    );
  });
});

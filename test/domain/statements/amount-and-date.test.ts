import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMinor, parseAmountMinor } from '../../../domain/statements/amount.ts';
import { parseDottedDate, parseIsoDate } from '../../../domain/statements/date.ts';

describe('sums of a bank file', () => {
  it.each([
    ['1160000.00', 116000000],
    ['116000', 11600000],
    ['5.55', 555],
    ['232000.5', 23200050],
    ['1 500,50', 150050],
    ['1\u00a0500,50', 150050],
    ['0,', 0],
    ['.5', 50],
    ['-12.30', -1230],
    ['18.150', 1815],
    ['5442.09000', 544209],
    ['-0.00', 0],
    ['90071992547409.91', 9007199254740991],
  ])('reads %j as %d minor units', (text, minor) => {
    expect(parseAmountMinor(text)).toBe(minor);
  });

  it.each(['', '-', '.', '1.005', '1,000.00', '1.000.00', '12a', '1e3', '--1', '90071992547409.92'])('does not read %j', text => {
    expect(parseAmountMinor(text)).toBeNull();
  });

  it('reads back every sum it prints', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), minor => parseAmountMinor(formatMinor(minor)) === minor),
      { verbose: 1 },
    );
  });
});

describe('days', () => {
  it.each([
    ['03.09.2026', '2026-09-03'],
    ['29.02.2028', '2028-02-29'],
    ['01.09.2026 12:30:00', '2026-09-01'],
  ])('reads %s as %s', (text, on) => {
    expect(parseDottedDate(text)).toBe(on);
  });

  it.each(['30.02.2026', '29.02.2100', '31.09.2026', '00.09.2026', '01.13.2026', '1.9.2026', '2026-09-01', '01.09.26', ''])('knows no day %j', text => {
    expect(parseDottedDate(text)).toBeNull();
  });

  it('reads ISO days that exist and no others', () => {
    expect([parseIsoDate('2026-09-30'), parseIsoDate('2026-09-31'), parseIsoDate('20260930')]).toEqual(['2026-09-30', null, null]);
  });
});

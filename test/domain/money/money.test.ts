import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../../domain/money/allocate.ts';
import { add, compare, money, subtract, sum } from '../../../domain/money/arithmetic.ts';
import { minorDigits } from '../../../domain/money/currency.ts';
import { compareDecimals } from '../../../domain/money/decimal.ts';
import { multiplyByDecimal, percentOf } from '../../../domain/money/multiply.ts';
import { halfUp } from '../../../domain/money/rounding.ts';
import { formatMoney, parseMoney } from '../../../domain/money/text.ts';
import { holdsForAll } from '../holds-for-all.ts';
import { refusalOf } from '../refusal.ts';

const kzt = (amountMinor: number) => ({ amountMinor, currency: 'KZT' });
const amounts = fc.integer({ min: -9e12, max: 9e12 });
const weights = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 12 }).filter(all => all.some(each => each > 0));

describe('adding and comparing', () => {
  it('adds, subtracts, sums and compares', () => {
    expect(add(kzt(150), kzt(50))).toEqual(kzt(200));
    expect(subtract(kzt(150), kzt(200))).toEqual(kzt(-50));
    expect(sum([kzt(1), kzt(2), kzt(3)], 'KZT')).toEqual(kzt(6));
    expect(sum([], 'KZT')).toEqual(kzt(0));
    expect([compare(kzt(1), kzt(2)), compare(kzt(2), kzt(2)), compare(kzt(3), kzt(2))]).toEqual([-1, 0, 1]);
  });

  it('refuses to mix currencies', () => {
    const usd = { amountMinor: 1, currency: 'USD' };
    for (const act of [() => add(kzt(1), usd), () => subtract(kzt(1), usd), () => compare(kzt(1), usd), () => sum([usd], 'KZT')]) {
      expect(refusalOf(act).code).toBe('currency_mismatch');
    }
  });

  it('refuses fractions and sums beyond what is counted exactly', () => {
    expect(refusalOf(() => money(0.5, 'KZT')).code).toBe('amount_out_of_range');
    expect(refusalOf(() => add(kzt(Number.MAX_SAFE_INTEGER), kzt(1))).code).toBe('amount_out_of_range');
    expect(refusalOf(() => multiplyByDecimal(kzt(Number.MAX_SAFE_INTEGER), '2', halfUp)).code).toBe('amount_out_of_range');
  });

  it('never yields a negative zero', () => {
    expect(Object.is(percentOf(kzt(-1), '0', halfUp).amountMinor, 0)).toBe(true);
  });
});

describe('multiplying and rounding', () => {
  it.each([
    [100, '2.5', 250],
    [1, '0.5', 1],
    [1, '0.499999', 0],
    [-1, '0.5', -1],
    [18500000, '4', 74000000],
    [333, '0.333333', 111],
  ])('%d × %s = %d, half up', (minor, factor, expected) => {
    expect(multiplyByDecimal(kzt(minor), factor, halfUp)).toEqual(kzt(expected));
  });

  it.each([
    [390000, '12', 46800],
    [1000, '12.5', 125],
    [1, '50', 1],
    [10, '5', 1],
    [10, '4.9', 0],
  ])('of %d, %s percent is %d', (minor, percent, expected) => {
    expect(percentOf(kzt(minor), percent, halfUp)).toEqual(kzt(expected));
  });

  it.each(['', '1,5', '1e3', '.5', '5.', ' 1', '0x1', '1.1234567', 'NaN'])('does not take %j for a factor', text => {
    expect(refusalOf(() => multiplyByDecimal(kzt(1), text, halfUp)).code).toBe('validation_failed');
  });

  it('rounds to the nearest unit, within half of it', () => {
    holdsForAll(
      'half up is nearest',
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 9n }), (numerator, denominator) => {
        const off = 2n * (halfUp(numerator, denominator) * denominator - numerator);
        return -denominator <= off && off <= denominator;
      }),
    );
  });

  it('compares decimals by value and not by writing', () => {
    expect([compareDecimals('5', '5.00'), compareDecimals('4.9', '5'), compareDecimals('10', '9.99'), compareDecimals('-1', '0')]).toEqual([0, -1, 1, -1]);
  });
});

describe('allocating', () => {
  it('gives the units that are left to the largest remainders, the earlier first', () => {
    expect(allocate(kzt(100), ['1', '1', '1']).map(part => part.amountMinor)).toEqual([34, 33, 33]);
    expect(allocate(kzt(101), ['30', '70']).map(part => part.amountMinor)).toEqual([30, 71]);
    expect(allocate(kzt(5), ['0', '2.5', '97.5']).map(part => part.amountMinor)).toEqual([0, 0, 5]);
  });

  it('conserves the whole, keeps the sign and is within a unit of each exact share', () => {
    holdsForAll(
      'allocation',
      fc.property(amounts, weights, (minor, all) => {
        const parts = allocate(kzt(minor), all.map(String)).map(part => part.amountMinor);
        const whole = all.reduce((a, b) => a + b, 0);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(minor);
        for (const [index, part] of parts.entries()) expect(Math.abs(part - (minor * (all[index] ?? 0)) / whole)).toBeLessThan(1.01);
      }),
    );
  });

  it('refuses weights that are all zero or negative', () => {
    expect(() => allocate(kzt(1), ['0', '0'])).toThrow('Weights');
    expect(() => allocate(kzt(1), ['2', '-1'])).toThrow('Weights');
  });
});

describe('written amounts', () => {
  it.each([
    ['1234.5', 'KZT', 123450],
    ['0.01', 'KZT', 1],
    ['-7', 'USD', -700],
    ['5', 'JPY', 5],
    ['1.234', 'KWD', 1234],
  ])('reads %s %s as %d', (text, currency, amountMinor) => {
    expect(parseMoney(text, currency)).toEqual({ amountMinor, currency });
  });

  it.each([
    ['1.234', 'KZT'],
    ['1.5', 'JPY'],
    ['1 000', 'KZT'],
    ['1,50', 'KZT'],
  ])('refuses %s %s', (text, currency) => {
    expect(refusalOf(() => parseMoney(text, currency)).code).toBe('validation_failed');
  });

  it('reads back what it writes in every currency', () => {
    holdsForAll(
      'money text',
      fc.property(amounts, fc.constantFrom('KZT', 'JPY', 'KWD'), (amountMinor, currency) => {
        expect(parseMoney(formatMoney({ amountMinor, currency }), currency)).toEqual({ amountMinor: amountMinor === 0 ? 0 : amountMinor, currency });
      }),
    );
  });

  it('knows the decimals of every currency that Intl knows', () => {
    const unlike = ['KZT', 'USD', 'EUR', 'RUB', 'KGS', 'CNY', 'GBP', 'TRY', 'JPY', 'KRW', 'VND', 'CLP', 'KWD', 'BHD', 'TND', 'OMR', 'JOD'].filter(
      currency => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits !== minorDigits(currency),
    );
    expect(unlike).toEqual([]);
  });
});

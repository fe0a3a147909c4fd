import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount, formatMoney, formatMoneyExact, formatMoneyShort, formatUnitPrice } from '../../../templates/format/money.ts';
import { languages } from '../../../templates/language/language.ts';

const tenge = (amountMinor: number) => ({ amountMinor, currency: 'KZT' });

describe('money in words of the reader', () => {
  it('parts thousands by a narrow no-break space and never parts the sum from its sign', () => {
    expect(formatMoney(tenge(125_000_000), 'ru')).toBe('1\u202F250\u202F000\u00A0₸');
  });

  it('shows tiyn in a letter only when there are some, in a document always', () => {
    expect(formatMoney(tenge(35_152_640), 'ru')).toBe('351\u202F526,40\u00A0₸');
    expect(formatMoney(tenge(35_152_600), 'kk')).toBe('351\u202F526\u00A0₸');
    expect(formatMoneyExact(tenge(398_674_600), 'ru')).toBe('3\u202F986\u202F746,00\u00A0₸');
  });

  it('writes the decimal sign of the language and a true minus', () => {
    expect(formatMoney({ amountMinor: -5, currency: 'USD' }, 'en')).toBe('\u22120.05\u00A0$');
  });

  it('asks the currency how many minor digits it has', () => {
    expect(formatMoneyExact({ amountMinor: 1250, currency: 'JPY' }, 'en')).toBe('1\u202F250\u00A0¥');
    expect(formatAmount({ amountMinor: 1250, currency: 'KWD' }, 'en')).toBe('1.250');
  });

  it('shortens millions for a subject', () => {
    expect(formatMoneyShort(tenge(421_892_000), 'ru')).toBe('4,2\u00A0млн\u00A0₸');
    expect(formatMoneyShort(tenge(99_999_900), 'ru')).toBe('999\u202F999\u00A0₸');
  });

  it('keeps every decimal of a price below one tiyn', () => {
    expect(formatUnitPrice('0.0045', 'KZT', 'ru')).toBe('0,0045');
    expect(formatUnitPrice('486500', 'KZT', 'ru')).toBe('486\u202F500,00');
  });

  it('loses no digit of any sum', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_007_199_254_740_991, max: 9_007_199_254_740_991 }), fc.constantFrom(...languages), (amountMinor, language) => {
        const digits = formatAmount(tenge(amountMinor), language)
          .replace('\u2212', '-')
          .replace(/[^\d-]/g, '');
        expect(Number(digits)).toBe(amountMinor === 0 ? 0 : amountMinor);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { kazakhNumber } from '../../../domain/words/kazakh-number.ts';
import { sumInWords } from '../../../domain/words/sum-in-words.ts';

const kzt = (amountMinor: number) => ({ amountMinor, currency: 'KZT' });

describe('a sum in words', () => {
  it.each([
    [12330150, 'ru', 'Сто двадцать три тысячи триста один тенге 50 тиынов'],
    [101, 'ru', 'Один тенге 01 тиын'],
    [200002, 'ru', 'Две тысячи тенге 02 тиына'],
    [12, 'ru', 'Ноль тенге 12 тиынов'],
    [121, 'ru', 'Один тенге 21 тиын'],
    [111, 'ru', 'Один тенге 11 тиынов'],
    [12330150, 'kk', 'Жүз жиырма үш мың үш жүз бір теңге 50 тиын'],
    [0, 'kk', 'Нөл теңге 00 тиын'],
    [116000000, 'kk', 'Бір миллион жүз алпыс мың теңге 00 тиын'],
    [12330150, 'en', 'One hundred twenty-three thousand three hundred one tenge 50 tiyn'],
    [Number.MAX_SAFE_INTEGER, 'kk', 'Тоқсан триллион жетпіс бір миллиард тоғыз жүз тоқсан екі миллион бес жүз қырық жеті мың төрт жүз тоғыз теңге 91 тиын'],
  ] as const)('%d tiyn in %s: %s', (minor, language, words) => {
    expect(sumInWords(kzt(minor), language)).toBe(words);
  });

  it('names other currencies by their code', () => {
    expect(sumInWords({ amountMinor: 10050, currency: 'USD' }, 'ru')).toBe('Сто USD 50/100');
    expect(sumInWords({ amountMinor: 100, currency: 'JPY' }, 'en')).toBe('One hundred JPY');
    expect(sumInWords({ amountMinor: 1005, currency: 'KWD' }, 'en')).toBe('One KWD 005/1000');
  });

  it('writes no sum below zero', () => {
    expect(() => sumInWords(kzt(-1), 'ru')).toThrow(RangeError);
  });
});

describe('Kazakh numbers', () => {
  it.each([
    [1, 'бір'],
    [10, 'он'],
    [21, 'жиырма бір'],
    [40, 'қырық'],
    [99, 'тоқсан тоғыз'],
    [100, 'жүз'],
    [101, 'жүз бір'],
    [200, 'екі жүз'],
    [1000, 'мың'],
    [1001, 'мың бір'],
    [2000, 'екі мың'],
    [100_000, 'жүз мың'],
    [101_000, 'жүз бір мың'],
    [1_000_000, 'бір миллион'],
    [1_001_000, 'бір миллион мың'],
    [1_000_000_000, 'бір миллиард'],
  ])('%d is %s', (value, words) => {
    expect(kazakhNumber(value)).toBe(words);
  });

  it('says «бір мың» where bookkeepers ask for it', () => {
    expect([kazakhNumber(1000, { oneThousand: true }), kazakhNumber(1_001_000, { oneThousand: true })]).toEqual(['бір мың', 'бір миллион бір мың']);
  });
});

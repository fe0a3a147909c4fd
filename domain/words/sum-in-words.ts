import { toCardinal as englishCardinal } from 'n2words/en-US';
import { toCardinal as russianCardinal } from 'n2words/ru-RU';
import { minorDigits } from '../money/currency.ts';
import type { Money } from '../money/money.ts';
import { formatMoney } from '../money/text.ts';
import { type KazakhNumberStyle, kazakhNumber } from './kazakh-number.ts';

type Language = 'ru' | 'kk' | 'en';

/**
 * A sum as documents write it: «Сто двадцать три тысячи триста один тенге 50 тиынов». Whole units in words, minor units in
 * figures; currencies other than KZT by their code and hundredths. Throws RangeError below zero.
 */
export function sumInWords(amount: Money, language: Language, style: KazakhNumberStyle = {}): string {
  if (amount.amountMinor < 0) throw new RangeError('A sum below zero is not written in words.');
  const [whole = '0', fraction = ''] = formatMoney(amount).split('.');
  const words = `${numberInWords(whole, language, style)} ${unitsOf(amount.currency, fraction, language)}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function numberInWords(whole: string, language: Language, style: KazakhNumberStyle): string {
  switch (language) {
    case 'ru':
      return russianCardinal(whole);
    case 'kk':
      return kazakhNumber(Number(whole), style);
    case 'en':
      return englishCardinal(whole);
  }
}

function unitsOf(currency: string, fraction: string, language: Language): string {
  if (currency !== 'KZT') return minorDigits(currency) === 0 ? currency : `${currency} ${fraction}/${'1'.padEnd(minorDigits(currency) + 1, '0')}`;
  switch (language) {
    case 'ru':
      return `тенге ${fraction} ${russianTiyn(Number(fraction))}`;
    case 'kk':
      return `теңге ${fraction} тиын`;
    case 'en':
      return `tenge ${fraction} tiyn`;
  }
}

function russianTiyn(count: number): string {
  const [lastTwo, last] = [count % 100, count % 10];
  if (lastTwo >= 11 && lastTwo <= 14) return 'тиынов';
  if (last === 1) return 'тиын';
  return last >= 2 && last <= 4 ? 'тиына' : 'тиынов';
}

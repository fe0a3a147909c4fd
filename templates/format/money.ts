import type { Money } from '../../domain/money/money.ts';
import type { Language } from '../language/language.ts';
import { decimalSign, groupDigits, noBreakSpace } from './numbers.ts';

type Decimals = 'when_needed' | 'always';

/** For pages and letters: "1 250 000 ₸", "351 526,40 ₸". The sign follows the sum in every language. */
export function formatMoney(money: Money, language: Language): string {
  return withSign(formatAmount(money, language, 'when_needed'), money.currency);
}

/** For documents: always with the minor units, "3 986 746,00 ₸". */
export function formatMoneyExact(money: Money, language: Language): string {
  return withSign(formatAmount(money, language, 'always'), money.currency);
}

/** The figure alone, for columns whose head names the currency. */
export function formatAmount(money: Money, language: Language, decimals: Decimals = 'always'): string {
  const digits = minorDigits(money.currency);
  const text = String(Math.abs(money.amountMinor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = text.slice(text.length - digits);
  const kept = fraction !== '' && (decimals === 'always' || Number(fraction) !== 0) ? decimalSign(language) + fraction : '';
  return groupDigits((money.amountMinor < 0 ? '-' : '') + whole) + kept;
}

/** For subjects and small places: "4,2 млн ₸" from a million up, otherwise whole units. */
export function formatMoneyShort(money: Money, language: Language): string {
  const units = Math.round(money.amountMinor / 10 ** minorDigits(money.currency));
  if (Math.abs(units) < 1_000_000) return withSign(groupDigits(String(units)), money.currency);
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(units);
  return withSign(compact.replace(/[ \u00A0]/g, noBreakSpace), money.currency);
}

/** An exact decimal price per unit, such as "0.0045" of a tenge; at least the minor digits are shown. */
export function formatUnitPrice(amount: string, currency: string, language: Language): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  const digits = minorDigits(currency);
  const kept = fraction.replace(/0+$/, '').padEnd(digits, '0');
  return groupDigits(whole) + (kept === '' ? '' : decimalSign(language) + kept);
}

/** The sign of a currency, or its code where it has none of its own. */
export function currencySign(currency: string): string {
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0);
  return parts.find(part => part.type === 'currency')?.value ?? currency;
}

function withSign(figure: string, currency: string): string {
  return `${figure}${noBreakSpace}${currencySign(currency)}`;
}

function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

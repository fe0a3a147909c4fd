import { money } from './arithmetic.ts';
import { minorDigits } from './currency.ts';
import { parseDecimal, toSafeInteger } from './decimal.ts';
import type { Money } from './money.ts';

/** "1234.5" of KZT → 123450 minor units; refuses more decimals than the currency has (`validation_failed`). */
export function parseMoney(text: string, currency: string): Money {
  const digits = minorDigits(currency);
  const { units, scale } = parseDecimal(text, digits);
  return money(toSafeInteger(units * 10n ** BigInt(digits - scale)), currency);
}

/** 123450 minor units of KZT → "1234.50": a plain decimal string for files and exports. */
export function formatMoney(amount: Money): string {
  const digits = minorDigits(amount.currency);
  const text = String(Math.abs(amount.amountMinor)).padStart(digits + 1, '0');
  const sign = amount.amountMinor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

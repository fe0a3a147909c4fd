import { money } from './arithmetic.ts';
import { parseDecimal, toSafeInteger } from './decimal.ts';
import type { Money } from './money.ts';
import type { Rounding } from './rounding.ts';

/** amount × a decimal string of at most six decimals (a quantity), rounded to the minor unit by the named rule. */
export function multiplyByDecimal(amount: Money, factor: string, rounding: Rounding): Money {
  const { units, scale } = parseDecimal(factor, 6);
  return money(toSafeInteger(rounding(BigInt(amount.amountMinor) * units, 10n ** BigInt(scale))), amount.currency);
}

/** A percentage ("12.5", at most six decimals) of an amount, rounded to the minor unit by the named rule. */
export function percentOf(amount: Money, percent: string, rounding: Rounding): Money {
  const { units, scale } = parseDecimal(percent, 6);
  return money(toSafeInteger(rounding(BigInt(amount.amountMinor) * units, 100n * 10n ** BigInt(scale))), amount.currency);
}

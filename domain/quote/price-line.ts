import { money, subtract } from '../money/arithmetic.ts';
import { minorDigits } from '../money/currency.ts';
import { parseDecimal, toSafeInteger } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import { percentOf } from '../money/multiply.ts';
import { halfUp } from '../money/rounding.ts';
import { vatForLine } from '../tax/vat-for-line.ts';
import { vatRateOn } from '../tax/vat-rates.ts';
import type { PackageLine } from './package.ts';

/** `listMinor` is quantity × price, `discountMinor` what is taken off it, both with or without VAT as the price is; `vatPercent` null: without VAT. */
export type PricedLine = Omit<PackageLine, 'discountReason' | 'discountBy' | 'discountAt'> &
  Readonly<{ listMinor: number; discountMinor: number; vatPercent: string | null; netMinor: number; vatMinor: number; grossMinor: number }>;

/**
 * One line's sums by the VAT rate of the turnover date, each rounded half up to the minor unit. Who gave its discount, and why, is ours to
 * know, and goes into no invoice. Throws `unknown_vat_code`.
 */
export function priceLine(line: PackageLine, taxOn: string): PricedLine {
  const list = listAmount(line);
  const discount = percentOf(list, line.discountPercent, halfUp);
  const rate = vatRateOn(line.vatCode, taxOn);
  const vat = vatForLine({ amount: subtract(list, discount), percent: rate.percent, priceIncludesVat: line.priceIncludesVat });
  const { discountReason: _why, discountBy: _who, discountAt: _when, ...agreed } = line;
  return { ...agreed, listMinor: list.amountMinor, discountMinor: discount.amountMinor, vatPercent: rate.percent, ...vat };
}

/** Quantity × price, rounded once: a price below a minor unit keeps its decimals until the quantity has been counted in. */
function listAmount(line: PackageLine): Money {
  const qty = parseDecimal(line.qty, 6);
  const { currency } = line.unitPrice;
  const price = 'amount' in line.unitPrice ? parseDecimal(line.unitPrice.amount, 6) : { units: BigInt(line.unitPrice.amountMinor), scale: minorDigits(currency) };
  const minorUnits = qty.units * price.units * 10n ** BigInt(minorDigits(currency));
  return money(toSafeInteger(halfUp(minorUnits, 10n ** BigInt(qty.scale + price.scale))), currency);
}

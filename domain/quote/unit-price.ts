import { minorDigits } from '../money/currency.ts';
import { parseDecimal } from '../money/decimal.ts';
import { halfUp } from '../money/rounding.ts';
import type { PricedLine } from './price-line.ts';

const decimals = 6;

/** The price of one unit before VAT and discount, as a plain decimal of the major unit ("185000.00"); VAT inside the price is taken out, rounded half up to six decimals. */
export function unitPriceBeforeVat(line: Pick<PricedLine, 'unitPrice' | 'priceIncludesVat' | 'vatPercent'>): string {
  const digits = minorDigits(line.unitPrice.currency);
  const price = 'amount' in line.unitPrice ? parseDecimal(line.unitPrice.amount, decimals) : { units: BigInt(line.unitPrice.amountMinor), scale: digits };
  const micro = price.units * 10n ** BigInt(decimals - price.scale);
  if (!line.priceIncludesVat || line.vatPercent === null) return plain(micro, digits);
  const rate = parseDecimal(line.vatPercent, 4);
  const whole = 100n * 10n ** BigInt(rate.scale);
  return plain(halfUp(micro * whole, whole + rate.units), digits);
}

function plain(micro: bigint, digits: number): string {
  const text = micro.toString().padStart(decimals + 1, '0');
  const fraction = text.slice(-decimals).replace(/0+$/, '').padEnd(digits, '0');
  return fraction === '' ? text.slice(0, -decimals) : `${text.slice(0, -decimals)}.${fraction}`;
}

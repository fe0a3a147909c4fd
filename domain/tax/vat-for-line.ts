import { add } from '../money/arithmetic.ts';
import { parseDecimal, toSafeInteger } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import { percentOf } from '../money/multiply.ts';
import { halfUp } from '../money/rounding.ts';

export type LineVat = Readonly<{ netMinor: number; vatMinor: number; grossMinor: number }>;

/**
 * Net, VAT and gross of one line, the VAT rounded half up to the minor unit; net + VAT = gross always. `percent` null is without VAT.
 * With the VAT in the price it is gross · r / (100 + r), and the net is what remains.
 */
export function vatForLine(line: Readonly<{ amount: Money; percent: string | null; priceIncludesVat: boolean }>): LineVat {
  const { amountMinor } = line.amount;
  const percent = line.percent ?? '0';
  if (!line.priceIncludesVat) {
    const vat = percentOf(line.amount, percent, halfUp);
    return { netMinor: amountMinor, vatMinor: vat.amountMinor, grossMinor: add(line.amount, vat).amountMinor };
  }
  const rate = parseDecimal(percent, 6);
  const hundred = 100n * 10n ** BigInt(rate.scale);
  const vatMinor = toSafeInteger(halfUp(BigInt(amountMinor) * rate.units, hundred + rate.units));
  return { netMinor: amountMinor - vatMinor, vatMinor, grossMinor: amountMinor };
}

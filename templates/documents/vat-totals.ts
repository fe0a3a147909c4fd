import type { Money } from '../../domain/money/money.ts';
import type { DocumentLine } from './views.ts';

/** VAT of a document by rate, highest first, as its totals list it; lines without VAT have no row. */
export function vatByRate(lines: readonly DocumentLine[]): ReadonlyArray<Readonly<{ ratePercent: string; vat: Money }>> {
  const sums = new Map<string, Money>();
  for (const { vatRatePercent, vat } of lines) {
    if (vatRatePercent === null) continue;
    const before = sums.get(vatRatePercent)?.amountMinor ?? 0;
    sums.set(vatRatePercent, { amountMinor: before + vat.amountMinor, currency: vat.currency });
  }
  return [...sums].map(([ratePercent, vat]) => ({ ratePercent, vat })).sort((left, right) => Number(right.ratePercent) - Number(left.ratePercent));
}

import { allocate } from '../money/allocate.ts';
import type { PricedLine } from './price-line.ts';
import type { PricedPackage } from './price-quote.ts';
import { totalsOf, vatSummaryOf } from './totals.ts';

/**
 * The package's sums as one priced package per instalment. Each line's sums are allocated by largest remainder, so the instalments
 * of a line make the line and net + VAT = gross holds in each; a total may differ from its exact percentage by a unit per line.
 */
export function splitByInstalments(priced: PricedPackage, percents: readonly string[]): PricedPackage[] {
  const shares = priced.lines.map(line => splitLine(line, priced.currency, percents));
  return percents.map((_, index) => {
    const lines = shares.map(share => share[index]).filter(line => line !== undefined);
    return { ...priced, lines, totals: totalsOf(lines, priced.currency), vatSummary: vatSummaryOf(lines, priced.currency) };
  });
}

function splitLine(line: PricedLine, currency: string, percents: readonly string[]): PricedLine[] {
  const split = (amountMinor: number): number[] => allocate({ amountMinor, currency }, percents).map(part => part.amountMinor);
  const [list, discount, net, vat] = [split(line.listMinor), split(line.discountMinor), split(line.netMinor), split(line.vatMinor)];
  return percents.map((_, index) => {
    const netMinor = net[index] ?? 0;
    const vatMinor = vat[index] ?? 0;
    return { ...line, listMinor: list[index] ?? 0, discountMinor: discount[index] ?? 0, netMinor, vatMinor, grossMinor: netMinor + vatMinor };
  });
}

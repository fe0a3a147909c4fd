import { sum } from '../money/arithmetic.ts';
import type { PricedLine } from './price-line.ts';

export type QuoteTotals = Readonly<{ discountMinor: number; netMinor: number; vatMinor: number; grossMinor: number }>;
export type VatSummary = Readonly<{ vatCode: string; vatPercent: string | null; netMinor: number; vatMinor: number; grossMinor: number }>;

type Column = 'discountMinor' | 'netMinor' | 'vatMinor' | 'grossMinor';

/** Sums over the lines, minor units. Throws `amount_out_of_range` beyond what is counted exactly. */
export function totalsOf(lines: readonly PricedLine[], currency: string): QuoteTotals {
  const column = (name: Column): number =>
    sum(
      lines.map(line => ({ amountMinor: line[name], currency })),
      currency,
    ).amountMinor;
  return { discountMinor: column('discountMinor'), netMinor: column('netMinor'), vatMinor: column('vatMinor'), grossMinor: column('grossMinor') };
}

/** The sums per VAT code and rate, in the order in which the lines bring them. Zero-rated and exempt stay apart. */
export function vatSummaryOf(lines: readonly PricedLine[], currency: string): VatSummary[] {
  const keys = [...new Set(lines.map(vatKey))];
  return keys.map(key => {
    const group = lines.filter(line => vatKey(line) === key);
    const { netMinor, vatMinor, grossMinor } = totalsOf(group, currency);
    return { vatCode: group[0]?.vatCode ?? '', vatPercent: group[0]?.vatPercent ?? null, netMinor, vatMinor, grossMinor };
  });
}

function vatKey(line: PricedLine): string {
  return `${line.vatCode} ${line.vatPercent ?? ''}`;
}

import type { OpenInvoice } from './matching.ts';

export type SubsetLimits = Readonly<{ subsetCandidates: number; subsetInvoices: number }>;

/**
 * Answers the only set of two or more invoices whose remainders make the sum, or null where there is none, more than one, or too many candidates.
 * The search stops at the second solution, for two solutions say nothing (performance.md 2.4: round sums nearly always have several).
 */
export function findOnlySubset(amountMinor: number, invoices: readonly OpenInvoice[], limits: SubsetLimits): readonly OpenInvoice[] | null {
  const fitting = invoices.filter(invoice => invoice.remainingMinor > 0 && invoice.remainingMinor < amountMinor);
  if (fitting.length > limits.subsetCandidates) return null;
  const sorted = fitting.toSorted((a, b) => b.remainingMinor - a.remainingMinor);
  const sums = sorted.map(invoice => invoice.remainingMinor);
  const solutions: number[][] = [];
  const choose = (from: number, restMinor: number, chosen: readonly number[]): void => {
    if (restMinor === 0 && chosen.length > 1) solutions.push([...chosen]);
    const places = limits.subsetInvoices - chosen.length;
    if (restMinor <= 0 || places === 0) return;
    for (let at = from; at < sums.length && solutions.length < 2; at += 1) {
      const sum = sums[at] ?? 0;
      if (sum > restMinor) continue;
      if (sum * places < restMinor) return;
      choose(at + 1, restMinor - sum, [...chosen, at]);
    }
  };
  choose(0, amountMinor, []);
  const [only] = solutions;
  return solutions.length === 1 && only !== undefined ? sorted.filter((_, at) => only.includes(at)) : null;
}

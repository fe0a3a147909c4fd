/** Mean, median and 90th percentile of some values, in their own unit. */
export type Spread = Readonly<{ mean: number; p50: number; p90: number }>;

/**
 * A percentile by nearest rank: the smallest of the values that at least `percent` of them do not exceed. Nothing is reckoned between two
 * values, so it is always one that occurred. `percent` is whole, 1 to 100. Null of no values.
 */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percent * sorted.length) / 100)) - 1] ?? null;
}

/** Null of no values. */
export function spreadOf(values: readonly number[]): Spread | null {
  const [p50, p90] = [percentile(values, 50), percentile(values, 90)];
  if (p50 === null || p90 === null) return null;
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, p50, p90 };
}

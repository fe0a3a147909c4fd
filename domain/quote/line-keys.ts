import type { PackageLine } from './package.ts';

/** Lines by SKU or name; the second of the same key gets its ordinal, so equal lines are told apart, and one is found again in another version. */
export function linesByKey<Line extends Pick<PackageLine, 'sku' | 'name'>>(lines: readonly Line[]): Map<string, Line> {
  const result = new Map<string, Line>();
  for (const line of lines) {
    const base = line.sku ?? line.name;
    let key = base;
    for (let ordinal = 2; result.has(key); ordinal += 1) key = `${base} #${ordinal}`;
    result.set(key, line);
  }
  return result;
}

import type { PackageContent } from './package.ts';
import type { PricedPackage } from './price-quote.ts';
import { withoutStamps } from './term-stamps.ts';

/**
 * The text whose SHA-256 is the content hash of a version: JSON with sorted keys, so equal packages make equal texts in any key order.
 * The stamps of special terms and discounts stay out of it: the hash names what is agreed, and that is the same whoever wrote it down.
 */
export function canonicalPackageText(content: PackageContent, priced: PricedPackage): string {
  return canonicalJson({ content: withoutStamps(content), priced });
}

/** JSON with the keys of every object sorted; keys without a value are left out, as JSON leaves them out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`;
}

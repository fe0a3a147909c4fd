import { describe, expect, it } from 'vitest';
import { canonicalPackageText } from '../../../domain/quote/canonical-package.ts';
import { diffPackages } from '../../../domain/quote/diff-packages.ts';
import type { PackageContent } from '../../../domain/quote/package.ts';
import { priceQuote } from '../../../domain/quote/price-quote.ts';
import { pumps, samplePackage, withLine } from './sample-package.ts';

const canonical = (content: PackageContent) => canonicalPackageText(content, priceQuote(content, '2026-09-01'));
const reversedKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversedKeys(each)]),
  );
};

describe('the canonical text of a package', () => {
  it('does not depend on the order of keys', () => {
    const priced = priceQuote(samplePackage, '2026-09-01');
    expect(canonicalPackageText(reversedKeys(samplePackage) as PackageContent, priced)).toBe(canonicalPackageText(samplePackage, priced));
    expect(JSON.parse(canonical(samplePackage))).toEqual({ content: samplePackage, priced });
  });

  it('differs for any changed term, price or VAT assumption', () => {
    const texts = [
      canonical(samplePackage),
      canonical(withLine({ qty: '5' })),
      canonical({ ...samplePackage, contract: { ...samplePackage.contract, type: 'amended' } }),
      canonical({ ...samplePackage, terms: { ...samplePackage.terms, special: [{ text: 'a', reason: 'b' }] } }),
      canonicalPackageText(samplePackage, priceQuote(samplePackage, '2025-09-01')),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('the difference of two versions', () => {
  it('is empty for equal packages', () => {
    expect(diffPackages(samplePackage, reversedKeys(samplePackage) as PackageContent)).toEqual([]);
  });

  it('lists changed, added and removed lines', () => {
    const valve = { ...pumps, sku: null, name: 'Клапан' };
    const was = { ...samplePackage, lines: [pumps, valve] };
    const now = {
      ...samplePackage,
      lines: [
        { ...pumps, qty: '6', discountPercent: '7' },
        { ...pumps, sku: 'K-1', name: 'Кабель' },
      ],
    };
    expect(diffPackages(was, now)).toEqual([
      { kind: 'changed', subject: 'line', path: 'lines/P-100/qty', line: 'Насос 1,5 кВт', was: '4', now: '6' },
      { kind: 'changed', subject: 'line', path: 'lines/P-100/discountPercent', line: 'Насос 1,5 кВт', was: '5', now: '7' },
      { kind: 'removed', subject: 'line', path: 'lines/Клапан', line: 'Клапан', was: valve, now: null },
      { kind: 'added', subject: 'line', path: 'lines/K-1', line: 'Кабель', was: null, now: now.lines[1] },
    ]);
  });

  it('lists terms, and tells two lines of one product apart', () => {
    const was = { ...samplePackage, lines: [pumps, pumps] };
    const now: PackageContent = { ...was, lines: [pumps, { ...pumps, qty: '1' }], terms: { due: { type: 'net_days', days: 30 }, special: [{ text: 'a', reason: 'b' }], instalments: [] } };
    expect(diffPackages(was, now).map(change => [change.kind, change.path])).toEqual([
      ['changed', 'lines/P-100 #2/qty'],
      ['changed', 'due'],
      ['added', 'special'],
    ]);
  });
});

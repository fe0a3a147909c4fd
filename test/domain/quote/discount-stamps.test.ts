import { describe, expect, it } from 'vitest';
import { typicalFacts } from '../../../domain/approval/example-packages.ts';
import { judgedOnRoute } from '../../../domain/approval/judged-fields.ts';
import { canonicalPackageText } from '../../../domain/quote/canonical-package.ts';
import { diffPackages } from '../../../domain/quote/diff-packages.ts';
import type { PackageContent, PackageLine } from '../../../domain/quote/package.ts';
import { priceQuote } from '../../../domain/quote/price-quote.ts';
import { stampPackage, termAuthorIds } from '../../../domain/quote/term-stamps.ts';
import { aPackage } from '../../build/deal.ts';

const [plainLine] = aPackage().lines as [PackageLine];
const line = (change: Partial<PackageLine>): PackageLine => ({ ...plainLine, ...change });
const pack = (...lines: PackageLine[]): PackageContent => aPackage({ lines });
const by = (id: string, before: PackageContent | null = null, day = '24') => ({ before, by: { type: 'user', id }, at: `2026-11-${day}T05:00:00.000Z` });
const route = (['manager', 'lawyer', 'cfo', 'director'] as const).map(role => ({ role, why: [{ rowId: 'always' }] }));
const judged = (role: (typeof route)[number]['role'], content: PackageContent) =>
  route.filter(step => step.role === role).map(step => judgedOnRoute(step, route, { content, facts: typicalFacts, rows: [] }));
const stampsOf = ({ lines }: PackageContent) => lines.map(({ name, discountBy, discountAt }) => [name, discountBy?.id ?? null, discountAt?.slice(8, 10) ?? null]);

const given = pack(line({ name: 'Насос', discountPercent: '8', discountReason: 'Второй год' }), line({ name: 'Труба', sku: null, discountPercent: '0' }));
const first = stampPackage(given, by('usr_seller'));

describe('a discount', () => {
  it('AU1: says who gave it and when; where there is none, there is nothing to say', () => {
    expect(stampsOf(first)).toEqual([
      ['Насос', 'usr_seller', '24'],
      ['Труба', null, null],
    ]);
    expect(termAuthorIds(first)).toEqual(['usr_seller']);
  });

  it('keeps its stamp while percentage and reason stay, whatever else changes around it', () => {
    const moved = pack(line({ name: 'Кран', sku: 'K-1' }), line({ name: 'Насос', qty: '3', discountPercent: '8', discountReason: 'Второй год' }));
    expect(stampsOf(stampPackage(moved, by('usr_manager', first, '25')))).toEqual([
      ['Кран', null, null],
      ['Насос', 'usr_seller', '24'],
    ]);
  });

  it('of another percentage or for another reason is whoever’s changes it', () => {
    for (const change of [{ discountPercent: '9' }, { discountReason: 'Тендер' }]) {
      const changed = pack(line({ name: 'Насос', discountPercent: '8', discountReason: 'Второй год', ...change }));
      expect(stampsOf(stampPackage(changed, by('usr_manager', first, '25')))).toEqual([['Насос', 'usr_manager', '25']]);
    }
  });

  it('takes nobody’s word for who gave it', () => {
    const forged = pack(line({ discountPercent: '8', discountBy: { type: 'user', id: 'usr_director' }, discountAt: '2020-01-01T00:00:00.000Z' }));
    expect(stampsOf(stampPackage(forged, by('usr_seller')))).toEqual([['Насос 1,5 кВт', 'usr_seller', '24']]);
  });

  it('that stood there before stamps were kept says nothing of it', () => {
    const old = pack(line({ discountPercent: '8' }));
    expect(stampsOf(stampPackage(old, by('usr_manager', old)))).toEqual([['Насос 1,5 кВт', null, null]]);
  });
});

describe('who gave a discount', () => {
  const theirs = stampPackage(given, by('usr_manager'));

  it('makes no other content: the hash, the difference and what roles judge are the same', () => {
    const hashed = [given, first, theirs].map(content => canonicalPackageText(content, priceQuote(content, '2026-11-24')));
    expect(new Set(hashed).size).toBe(1);
    expect(diffPackages(first, theirs)).toEqual([]);
    for (const { role } of route) expect(judged(role, first)).toEqual(judged(role, theirs));
  });

  it('and why goes into no invoice; another reason is another content, which the manager judges anew', () => {
    expect(JSON.stringify(priceQuote(first, '2026-11-24'))).not.toMatch(/usr_seller|Второй год/);
    const tender = pack(line({ name: 'Насос', discountPercent: '8', discountReason: 'Тендер' }), line({ name: 'Труба', sku: null, discountPercent: '0' }));
    expect(diffPackages(first, tender)).toMatchObject([{ kind: 'changed', subject: 'line', path: 'lines/P-100/discountReason', was: 'Второй год', now: 'Тендер' }]);
    expect(judged('manager', tender)).not.toEqual(judged('manager', first));
    expect(judged('cfo', tender)).toEqual(judged('cfo', first));
  });
});

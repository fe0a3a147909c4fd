import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PackageContent, PackageLine } from '../../../domain/quote/package.ts';
import { priceQuote } from '../../../domain/quote/price-quote.ts';
import { splitByInstalments } from '../../../domain/quote/split-by-instalments.ts';
import { holdsForAll } from '../holds-for-all.ts';
import { refusalOf } from '../refusal.ts';
import { pumps, samplePackage, withLine } from './sample-package.ts';

const refused = (content: PackageContent) => {
  const { code, data } = refusalOf(() => priceQuote(content, '2026-09-01'));
  return [code, data['pointer']];
};

const decimal = (whole: number, places: number) => fc.tuple(fc.nat(whole), fc.nat(10 ** places - 1)).map(([a, b]) => `${a}.${String(b).padStart(places, '0')}`);
const lines: fc.Arbitrary<PackageLine[]> = fc.array(
  fc.record({
    sku: fc.constantFrom('A', 'B', null),
    name: fc.constant('Товар'),
    qty: decimal(500, 3).filter(qty => Number(qty) > 0),
    unit: fc.constant('шт'),
    unitPrice: fc.oneof(
      fc.record({ amountMinor: fc.integer({ min: 100, max: 10 ** 9 }), currency: fc.constant('KZT') }),
      fc.record({ amount: decimal(900, 6).map(text => `1${text}`), currency: fc.constant('KZT') }),
    ),
    priceIncludesVat: fc.boolean(),
    discountPercent: fc.oneof(fc.constant('0'), decimal(99, 2)),
    vatCode: fc.constantFrom('KZ_STANDARD', 'KZ_MEDICAL', 'KZ_ZERO', 'KZ_EXEMPT'),
  }),
  { minLength: 1, maxLength: 8 },
);
const hasTotal = (all: PackageLine[]): PackageContent => ({ ...samplePackage, lines: [pumps, ...all] });

describe('pricing a package', () => {
  it('prices four pumps at 185 000 ₸ less 5 % with 16 % VAT at 815 480 ₸', () => {
    const priced = priceQuote(samplePackage, '2026-09-01');
    expect(priced.lines[0]).toMatchObject({ listMinor: 74_000_000, discountMinor: 3_700_000, netMinor: 70_300_000, vatMinor: 11_248_000, grossMinor: 81_548_000, vatPercent: '16' });
    expect(priced.totals).toEqual({ discountMinor: 3_700_000, netMinor: 70_300_000, vatMinor: 11_248_000, grossMinor: 81_548_000 });
    expect(priced.vatSummary).toEqual([{ vatCode: 'KZ_STANDARD', vatPercent: '16', netMinor: 70_300_000, vatMinor: 11_248_000, grossMinor: 81_548_000 }]);
  });

  it('takes the rate of the turnover date', () => {
    expect(priceQuote(samplePackage, '2025-12-31').lines[0]?.vatPercent).toBe('12');
  });

  it('takes the VAT out of a price that includes it', () => {
    expect(priceQuote(withLine({ priceIncludesVat: true, discountPercent: '0', qty: '1', unitPrice: { amountMinor: 11_600, currency: 'KZT' } }), '2026-09-01').totals).toEqual({
      discountMinor: 0,
      netMinor: 10_000,
      vatMinor: 1_600,
      grossMinor: 11_600,
    });
  });

  it('counts a price below the minor unit with its quantity before it rounds', () => {
    expect(priceQuote(withLine({ unitPrice: { amount: '0.0045', currency: 'KZT' }, qty: '1000', discountPercent: '0', vatCode: 'KZ_ZERO' }), '2026-09-01').totals.grossMinor).toBe(450);
  });

  it('keeps zero-rated and exempt turnover apart', () => {
    const content = { ...samplePackage, lines: [pumps, { ...pumps, vatCode: 'KZ_ZERO' }, { ...pumps, vatCode: 'KZ_EXEMPT' }] };
    expect(priceQuote(content, '2026-09-01').vatSummary.map(each => [each.vatCode, each.vatPercent])).toEqual([
      ['KZ_STANDARD', '16'],
      ['KZ_ZERO', '0'],
      ['KZ_EXEMPT', null],
    ]);
  });

  it('makes net + VAT = gross in every line, and totals and summary the sums of lines', () => {
    holdsForAll(
      'quote sums',
      fc.property(lines, all => {
        const { lines: priced, totals, vatSummary } = priceQuote(hasTotal(all), '2026-09-01');
        for (const column of ['netMinor', 'vatMinor', 'grossMinor'] as const) {
          expect(priced.reduce((sum, line) => sum + line[column], 0)).toBe(totals[column]);
          expect(vatSummary.reduce((sum, group) => sum + group[column], 0)).toBe(totals[column]);
        }
        for (const each of [...priced, ...vatSummary, totals]) expect(each.netMinor + each.vatMinor).toBe(each.grossMinor);
      }),
    );
  });
});

describe('instalments', () => {
  it('splits 30 and 70 percent of the package', () => {
    expect(splitByInstalments(priceQuote(samplePackage, '2026-09-01'), ['30', '70']).map(part => part.totals.grossMinor)).toEqual([24_464_400, 57_083_600]);
  });

  it('makes the package again when they are added up, with net + VAT = gross in each', () => {
    holdsForAll(
      'instalments',
      fc.property(lines, fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 }), (all, percents) => {
        const priced = priceQuote(hasTotal(all), '2026-09-01');
        const parts = splitByInstalments(priced, percents.map(String));
        for (const column of ['discountMinor', 'netMinor', 'vatMinor', 'grossMinor'] as const) expect(parts.reduce((sum, part) => sum + part.totals[column], 0)).toBe(priced.totals[column]);
        for (const { totals } of parts) expect(totals.netMinor + totals.vatMinor).toBe(totals.grossMinor);
      }),
    );
  });
});

describe('a package that cannot be priced', () => {
  it.each<[string, PackageContent, string, string]>([
    ['no lines', { ...samplePackage, lines: [] }, 'validation_failed', '#/lines'],
    ['quantity 0', withLine({ qty: '0.000' }), 'validation_failed', '#/lines/0/qty'],
    ['a negative quantity', withLine({ qty: '-1' }), 'validation_failed', '#/lines/0/qty'],
    ['seven decimals of a quantity', withLine({ qty: '1.0000001' }), 'validation_failed', '#/lines/0/qty'],
    ['a quantity in words', withLine({ qty: 'две' }), 'validation_failed', '#/lines/0/qty'],
    ['no name', withLine({ name: '  ' }), 'validation_failed', '#/lines/0/name'],
    ['a negative price', withLine({ unitPrice: { amountMinor: -1, currency: 'KZT' } }), 'validation_failed', '#/lines/0/unit_price/value'],
    ['a price of half a tiyn as money', withLine({ unitPrice: { amountMinor: 0.5, currency: 'KZT' } }), 'validation_failed', '#/lines/0/unit_price/value'],
    ['seven decimals of a price', withLine({ unitPrice: { amount: '0.0000001', currency: 'KZT' } }), 'validation_failed', '#/lines/0/unit_price/amount'],
    ['a foreign currency', withLine({ unitPrice: { amountMinor: 100, currency: 'USD' } }), 'currency_mismatch', '#/lines/0/unit_price/currency'],
    ['a discount above 100', withLine({ discountPercent: '100.01' }), 'validation_failed', '#/lines/0/discount_percent'],
    ['a negative discount', withLine({ discountPercent: '-1' }), 'validation_failed', '#/lines/0/discount_percent'],
    ['an unknown VAT code', withLine({ vatCode: 'KZ_LUXURY' }), 'unknown_vat_code', '#/lines/0/vat_code'],
    ['a total of zero', withLine({ discountPercent: '100' }), 'validation_failed', '#/lines'],
    ['a line beyond what is counted', withLine({ qty: '999999999999' }), 'amount_out_of_range', '#/lines/0'],
    [
      'instalments of 90 %',
      {
        ...samplePackage,
        terms: {
          ...samplePackage.terms,
          instalments: [
            { percent: '30', due: samplePackage.terms.due },
            { percent: '60', due: samplePackage.terms.due },
          ],
        },
      },
      'validation_failed',
      '#/terms/instalments',
    ],
    [
      'an instalment of 0 %',
      { ...samplePackage, terms: { ...samplePackage.terms, instalments: [{ percent: '0', due: samplePackage.terms.due }] } },
      'validation_failed',
      '#/terms/instalments/0/percent',
    ],
    ['a negative term', { ...samplePackage, terms: { ...samplePackage.terms, due: { type: 'net_days', days: -1 } } }, 'validation_failed', '#/terms/due/days'],
    ['30 February', { ...samplePackage, terms: { ...samplePackage.terms, due: { type: 'on_date', on: '2026-02-30' } } }, 'validation_failed', '#/terms/due/on'],
    ['a special term without reason', { ...samplePackage, terms: { ...samplePackage.terms, special: [{ text: 'Возврат брака', reason: '' }] } }, 'validation_failed', '#/terms/special/0/reason'],
  ])('is refused: %s', (_, content, code, pointer) => {
    expect(refused(content)).toEqual([code, pointer]);
  });

  it('names the line that is wrong, not the first', () => {
    expect(refused({ ...samplePackage, lines: [pumps, { ...pumps, qty: '0' }] })).toEqual(['validation_failed', '#/lines/1/qty']);
  });
});

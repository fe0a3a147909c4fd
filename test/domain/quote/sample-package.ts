import type { PackageContent, PackageLine } from '../../../domain/quote/package.ts';

/** Four pumps at 185 000 ₸ without VAT, 5 % off. */
export const pumps: PackageLine = {
  sku: 'P-100',
  name: 'Насос 1,5 кВт',
  qty: '4',
  unit: 'шт',
  unitPrice: { amountMinor: 18_500_000, currency: 'KZT' },
  priceIncludesVat: false,
  discountPercent: '5',
  vatCode: 'KZ_STANDARD',
};

export const samplePackage: PackageContent = {
  title: 'Насосы, поставка сентябрь',
  currency: 'KZT',
  language: 'ru',
  documentType: 'corporate',
  acceptance: 'none',
  contract: { type: 'standard', number: '17/2026', signedOn: '2026-02-01' },
  lines: [pumps],
  terms: { due: { type: 'net_days', days: 14 }, special: [], instalments: [] },
};

export const withLine = (change: Partial<PackageLine>): PackageContent => ({ ...samplePackage, lines: [{ ...pumps, ...change }] });

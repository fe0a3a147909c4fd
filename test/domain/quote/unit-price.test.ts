import { expect, it } from 'vitest';
import { unitPriceBeforeVat } from '../../../domain/quote/unit-price.ts';

const kzt = (amountMinor: number) => ({ amountMinor, currency: 'KZT' });

it.each([
  { name: 'as it stands where VAT comes on top', line: { unitPrice: kzt(18_500_000), priceIncludesVat: false, vatPercent: '16' }, price: '185000.00' },
  { name: 'without the VAT that is inside', line: { unitPrice: kzt(1_160), priceIncludesVat: true, vatPercent: '16' }, price: '10.00' },
  { name: 'with the decimals that taking VAT out leaves', line: { unitPrice: kzt(1_000), priceIncludesVat: true, vatPercent: '16' }, price: '8.62069' },
  { name: 'as it stands where there is no VAT to take out', line: { unitPrice: kzt(1_000), priceIncludesVat: true, vatPercent: null }, price: '10.00' },
  { name: 'with the decimals of a price below a minor unit', line: { unitPrice: { amount: '0.0045', currency: 'KZT' }, priceIncludesVat: false, vatPercent: '16' }, price: '0.0045' },
])('prints the price of one unit $name', ({ line, price }) => {
  expect(unitPriceBeforeVat(line)).toBe(price);
});

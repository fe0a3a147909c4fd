import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vatForLine } from '../../../domain/tax/vat-for-line.ts';
import { kazakhVatRates, vatCodes, vatRateOn } from '../../../domain/tax/vat-rates.ts';
import { holdsForAll } from '../holds-for-all.ts';
import { refusalOf } from '../refusal.ts';

const kzt = (amountMinor: number) => ({ amountMinor, currency: 'KZT' });

describe('VAT rates', () => {
  it.each([
    ['KZ_STANDARD', '2025-12-31', '12'],
    ['KZ_STANDARD', '2026-01-01', '16'],
    ['KZ_MEDICAL', '2026-12-31', '5'],
    ['KZ_MEDICAL', '2027-01-01', '10'],
    ['KZ_PERIODICALS', '2026-06-01', '10'],
    ['KZ_ZERO', '2026-06-01', '0'],
    ['KZ_EXEMPT', '2026-06-01', null],
    ['KZ_EXEMPT_NON_KZ', '2020-06-01', null],
  ])('of %s on %s is %s', (code, onDate, percent) => {
    expect(vatRateOn(code, onDate).percent).toBe(percent);
  });

  it.each([
    ['KZ_LUXURY', '2026-06-01'],
    ['KZ_MEDICAL', '2025-06-01'],
    ['kz_standard', '2026-06-01'],
  ])('does not know %s on %s', (code, onDate) => {
    expect(refusalOf(() => vatRateOn(code, onDate))).toEqual({ code: 'unknown_vat_code', data: { code, onDate } });
  });

  it('gives each code at most one rate on a day', () => {
    for (const code of vatCodes) {
      for (const onDate of ['2009-01-01', '2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01']) {
        const inForce = kazakhVatRates.filter(rate => rate.code === code && (rate.fromOn ?? '') <= onDate && onDate <= (rate.toOn ?? '9999'));
        expect(inForce.length).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('VAT of a line', () => {
  it('agrees with the official sample: 3900 and 12 % make 4368', () => {
    expect(vatForLine({ amount: kzt(390000), percent: '12', priceIncludesVat: false })).toEqual({ netMinor: 390000, vatMinor: 46800, grossMinor: 436800 });
    expect(vatForLine({ amount: kzt(436800), percent: '12', priceIncludesVat: true })).toEqual({ netMinor: 390000, vatMinor: 46800, grossMinor: 436800 });
  });

  it('rounds half up to the minor unit', () => {
    expect(vatForLine({ amount: kzt(3), percent: '16', priceIncludesVat: false }).vatMinor).toBe(0);
    expect(vatForLine({ amount: kzt(25), percent: '10', priceIncludesVat: false }).vatMinor).toBe(3);
    expect(vatForLine({ amount: kzt(100), percent: '16', priceIncludesVat: true }).vatMinor).toBe(14);
  });

  it('is none on exempt turnover, in either mode', () => {
    for (const priceIncludesVat of [true, false]) expect(vatForLine({ amount: kzt(100), percent: null, priceIncludesVat })).toEqual({ netMinor: 100, vatMinor: 0, grossMinor: 100 });
  });

  it('keeps net + VAT = gross, and both modes within a minor unit of each other', () => {
    holdsForAll(
      'net and gross',
      fc.property(fc.nat(10 ** 12), fc.constantFrom('0', '5', '10', '12', '16', '12.5'), (minor, percent) => {
        const net = vatForLine({ amount: kzt(minor), percent, priceIncludesVat: false });
        const gross = vatForLine({ amount: kzt(net.grossMinor), percent, priceIncludesVat: true });
        expect(net.netMinor + net.vatMinor).toBe(net.grossMinor);
        expect(gross.netMinor + gross.vatMinor).toBe(gross.grossMinor);
        expect(Math.abs(gross.netMinor - net.netMinor)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

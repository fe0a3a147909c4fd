import { RuleViolation } from '../errors/rule-violation.ts';

export const vatCodes = ['KZ_STANDARD', 'KZ_MEDICAL', 'KZ_PERIODICALS', 'KZ_ZERO', 'KZ_EXEMPT', 'KZ_EXEMPT_NON_KZ'] as const;
export type VatCode = (typeof vatCodes)[number];

/** `percent` is null where the turnover is without VAT, which is another thing than 0 %. Both ends are inclusive, null is open. */
export type VatRate = Readonly<{ code: string; percent: string | null; fromOn: string | null; toOn: string | null }>;

/** Rates of Kazakhstan: Law 214-VIII of 2025-07-18; before it, 12 % since 2009. */
export const kazakhVatRates: readonly VatRate[] = [
  { code: 'KZ_STANDARD', percent: '12', fromOn: '2009-01-01', toOn: '2025-12-31' },
  { code: 'KZ_STANDARD', percent: '16', fromOn: '2026-01-01', toOn: null },
  { code: 'KZ_MEDICAL', percent: '5', fromOn: '2026-01-01', toOn: '2026-12-31' },
  { code: 'KZ_MEDICAL', percent: '10', fromOn: '2027-01-01', toOn: null },
  { code: 'KZ_PERIODICALS', percent: '10', fromOn: '2026-01-01', toOn: null },
  { code: 'KZ_ZERO', percent: '0', fromOn: null, toOn: null },
  { code: 'KZ_EXEMPT', percent: null, fromOn: null, toOn: null },
  { code: 'KZ_EXEMPT_NON_KZ', percent: null, fromOn: null, toOn: null },
];

/** The rate of a VAT code on the date of turnover; the date decides, not the contract or the invoice. Throws `unknown_vat_code`. */
export function vatRateOn(code: string, onDate: string, rates: readonly VatRate[] = kazakhVatRates): VatRate {
  const rate = rates.find(each => each.code === code && (each.fromOn === null || each.fromOn <= onDate) && (each.toOn === null || onDate <= each.toOn));
  if (!rate) throw new RuleViolation('unknown_vat_code', `There is no VAT code ${code} on ${onDate}.`, { code, onDate });
  return rate;
}

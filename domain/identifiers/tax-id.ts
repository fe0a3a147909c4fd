import { RuleViolation } from '../errors/rule-violation.ts';

export type TaxIdType = 'kz_bin' | 'kz_iin';
export type TaxId = Readonly<{ type: TaxIdType; value: string }>;
export type TaxIdWarning = 'date_part_impossible' | 'kind_digit_unknown' | 'looks_like_iin' | 'looks_like_bin';
export type CheckedTaxId = TaxId & Readonly<{ warnings: TaxIdWarning[] }>;

const firstWeights = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const secondWeights = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

/**
 * A BIN or IIN with its check digit proven; spaces within and letters around it are dropped, leading zeros kept.
 * Throws `invalid_tax_id` with `data.reason`: `length`, `not_digits`, `check_digit` or `impossible`. An odd date part or kind is a warning only.
 */
export function checkTaxId(taxId: TaxId): CheckedTaxId {
  const value = taxId.value.replace(/\s/gu, '').replace(/^[^\d]+|[^\d]+$/gu, '');
  if (!/^\d*$/.test(value)) refuse('not_digits', 'It must hold digits only.');
  if (value.length !== 12) refuse('length', `It must have 12 digits, not ${value.length}.`);
  if (/^0+$/.test(value)) refuse('impossible', 'Twelve zeros name nobody.');
  const digits = Array.from(value, Number);
  const expected = checkDigit(digits);
  if (expected === null) refuse('impossible', 'No such number can have been given out.');
  if (expected !== digits[11]) refuse('check_digit', 'Its last digit does not fit the others.');
  return { type: taxId.type, value, warnings: taxId.type === 'kz_bin' ? binWarnings(value) : iinWarnings(value) };
}

/** The twelfth digit that the first eleven call for, or null where no number exists. */
function checkDigit(digits: readonly number[]): number | null {
  for (const weights of [firstWeights, secondWeights]) {
    const rest = weights.reduce((total, weight, index) => total + weight * (digits[index] ?? 0), 0) % 11;
    if (rest < 10) return rest;
  }
  return null;
}

function binWarnings(value: string): TaxIdWarning[] {
  const warnings: TaxIdWarning[] = [];
  if (!isMonth(value.slice(2, 4))) warnings.push('date_part_impossible');
  const kind = Number(value[4]);
  if (kind <= 3) warnings.push('looks_like_iin');
  else if (kind > 6) warnings.push('kind_digit_unknown');
  return warnings;
}

function iinWarnings(value: string): TaxIdWarning[] {
  const day = Number(value.slice(4, 6));
  if (day >= 40) return ['looks_like_bin'];
  const warnings: TaxIdWarning[] = [];
  if (!isMonth(value.slice(2, 4)) || day < 1 || day > 31) warnings.push('date_part_impossible');
  if (Number(value[6]) > 6) warnings.push('kind_digit_unknown');
  return warnings;
}

function isMonth(text: string): boolean {
  return Number(text) >= 1 && Number(text) <= 12;
}

function refuse(reason: string, detail: string): never {
  throw new RuleViolation('invalid_tax_id', `The BIN or IIN is not valid. ${detail}`, { reason });
}

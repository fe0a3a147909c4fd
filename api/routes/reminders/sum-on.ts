import { RuleViolation } from '../../../domain/errors/rule-violation.ts';

/** The minor units of a sum that speaks of an invoice; null where none was given. Throws `currency_mismatch`. */
export function sumOn(amount: { value: number; currency: string } | undefined, currency: string): number | null {
  if (amount === undefined) return null;
  if (amount.currency !== currency) throw new RuleViolation('currency_mismatch', `The invoice is in ${currency}.`, { pointer: '#/amount/currency' });
  return amount.value;
}

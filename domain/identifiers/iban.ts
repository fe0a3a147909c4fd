import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import { RuleViolation } from '../errors/rule-violation.ts';
import { kazakhBanks } from './kazakh-banks.ts';

/** `bicHint` and `bankHint` come from the bank code of a Kazakh IBAN and are null where it is unknown. */
export type CheckedIban = Readonly<{ iban: string; bicHint: string | null; bankHint: string | null }>;

/** An IBAN in electronic form, length and check digits proven. Throws `invalid_iban`. */
export function checkIban(text: string): CheckedIban {
  const iban = electronicFormatIBAN(text) ?? '';
  if (!isValidIBAN(iban)) throw new RuleViolation('invalid_iban', 'The IBAN is not valid: check its length and its check digits.', { reason: iban.length === 0 ? 'empty' : 'check_digits' });
  const bank = iban.startsWith('KZ') ? kazakhBanks[iban.slice(4, 7)] : undefined;
  return { iban, bicHint: bank?.bic ?? null, bankHint: bank?.name ?? null };
}

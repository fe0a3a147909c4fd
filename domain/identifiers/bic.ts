import { isValidBIC } from 'ibantools';
import { RuleViolation } from '../errors/rule-violation.ts';
import { kazakhBanks } from './kazakh-banks.ts';

/** A BIC in capitals, its shape proven. Throws `validation_failed` with `data.reason` `bic`. */
export function checkBic(text: string): string {
  const bic = text.replace(/\s/gu, '').toUpperCase();
  if (!isValidBIC(bic)) throw new RuleViolation('validation_failed', 'The BIC is not valid: it has 8 or 11 characters, such as CASPKZKA.', { reason: 'bic' });
  return bic;
}

/** False where a Kazakh IBAN's bank code speaks of another bank: a reason to warn, never to refuse, for banks merge. */
export function bicFitsIban(bic: string, iban: string): boolean {
  const bank = iban.startsWith('KZ') ? kazakhBanks[iban.slice(4, 7)] : undefined;
  return bank === undefined || bank.bic === bic.slice(0, 8);
}

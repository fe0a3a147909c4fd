import { RuleViolation } from '../../errors/rule-violation.ts';
import { bicFitsIban } from '../../identifiers/bic.ts';
import { checkIban } from '../../identifiers/iban.ts';
import { checkTaxId } from '../../identifiers/tax-id.ts';
import { normaliseAccount } from '../account-number.ts';
import type { Party, Problem, ProblemCode } from '../statement.ts';
import { type Field, fieldOf, valueOf } from './sections.ts';

export type Side = 'ПЛАТЕЛЬЩИК' | 'ПОЛУЧАТЕЛЬ';

/** Every account the file names for a side: the own account may stand under any of these keys. */
export function accountsOf(fields: readonly Field[], side: Side): readonly string[] {
  return accountKeys(side)
    .flatMap(key => valueOf(fields, key) ?? [])
    .map(normaliseAccount);
}

/** Answers one side of a document. The split form (name and number in fields of their own) is read first, else the number is cut off the long one. */
export function partyOf(fields: readonly Field[], side: Side): Party {
  const long = splitLongName(valueOf(fields, side));
  const name = valueOf(fields, `${side}НАИМЕНОВАНИЕ`, `${side}1`) ?? long.name;
  const taxId = taxIdField(fields, side)?.value.replace(/\D/gu, '') || long.taxId;
  const iban = accountsOf(fields, side)[0];
  const bic = valueOf(fields, ...bicKeys(side));
  const kbe = valueOf(fields, `${side}КБЕ`);
  return { ...(name && { name }), ...(taxId && { taxId }), ...(iban && { iban }), ...(bic && { bic }), ...(kbe && { kbe }) };
}

/** What looks wrong about a side and yet stops nothing: check digits, and a BIC of another bank than the account's. */
export function partyWarnings(fields: readonly Field[], side: Side): readonly Problem[] {
  const party = partyOf(fields, side),
    found: Problem[] = [];
  const warn = (code: ProblemCode, field: Field | undefined, detail: string): void => {
    found.push({ effect: 'warning', code, line: field?.line ?? 0, tag: field?.tag ?? null, detail });
  };
  const { taxId, iban, bic } = party;
  const isKazakhAccount = iban !== undefined && /^KZ\d{2}/u.test(iban);
  if (!isKazakhAccount) return found;
  const taxField = taxIdField(fields, side);
  if (taxField !== undefined && !holds(() => checkTaxId({ type: 'kz_bin', value: taxField.value }))) warn('tax_id_check_digit', taxField, `${taxId} is not a valid BIN or IIN.`);
  if (!holds(() => checkIban(iban))) warn('iban_check_digits', fieldOf(fields, ...accountKeys(side)), `The check digits of ${iban} are wrong.`);
  if (bic !== undefined && !bicFitsIban(bic.toUpperCase(), iban)) warn('bic_does_not_fit_iban', fieldOf(fields, ...bicKeys(side)), `${bic} is not the BIC of the bank of ${iban}.`);
  return found;
}

function holds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof RuleViolation) return false;
    throw error;
  }
}

function bicKeys(side: Side): readonly string[] {
  return [`${side}БАНКБИК`, `${side}БИК`];
}

function accountKeys(side: Side): readonly string[] {
  return [`${side}ИИК`, `${side}ИК`, `${side}РАСЧСЧЕТ`, `${side}СЧЕТ`];
}

/** РНН is a dead number that survives as the name of a key. */
function taxIdField(fields: readonly Field[], side: Side): Field | undefined {
  return fieldOf(fields, `${side}БИН_ИИН`, `${side}БИН`, `${side}ИИН`, `${side}ИНН`, `${side}РНН`);
}

function splitLongName(long: string | undefined): { name?: string; taxId?: string } {
  if (long === undefined) return {};
  const parts = /^(?:БИН\/ИИН|БИН|ИИН|ИНН)?\s*:?\s*(\d{12}|\d{10})(?:\/\d{9})?\s+(.+)$/iu.exec(long);
  return parts?.[1] === undefined || parts[2] === undefined ? { name: long } : { taxId: parts[1], name: parts[2].trim() };
}

import { isIsoDate } from '../calendar/iso-date.ts';
import { RuleViolation } from '../errors/rule-violation.ts';
import { parseDecimal } from '../money/decimal.ts';
import type { DueTerms, PackageContent, PackageLine, PackageTerms } from './package.ts';

type DecimalBounds = Readonly<{ maxDecimals: number; above?: number; from?: number; to?: number }>;

/** Refuses a package that cannot be priced, frozen or invoiced: `validation_failed` (or `currency_mismatch`) with `data.pointer` in the API's field names. */
export function checkPackage(content: PackageContent): void {
  if (content.lines.length === 0) refuse('#/lines', 'A package needs at least one line.');
  for (const [index, line] of content.lines.entries()) checkLine(line, content.currency, `#/lines/${index}`);
  checkTerms(content.terms);
}

function checkLine(line: PackageLine, currency: string, pointer: string): void {
  if (line.name.trim() === '') refuse(`${pointer}/name`, 'A line needs a name.');
  checkDecimal(line.qty, `${pointer}/qty`, { maxDecimals: 6, above: 0 });
  checkDecimal(line.discountPercent, `${pointer}/discount_percent`, { maxDecimals: 4, from: 0, to: 100 });
  if (line.unitPrice.currency !== currency) {
    throw new RuleViolation('currency_mismatch', `The price is in ${line.unitPrice.currency}, the deal in ${currency}.`, { pointer: `${pointer}/unit_price/currency` });
  }
  if ('amount' in line.unitPrice) checkDecimal(line.unitPrice.amount, `${pointer}/unit_price/amount`, { maxDecimals: 6, from: 0 });
  else if (!Number.isSafeInteger(line.unitPrice.amountMinor) || line.unitPrice.amountMinor < 0) refuse(`${pointer}/unit_price/value`, 'A price is a whole number of minor units, not below zero.');
}

function checkTerms(terms: PackageTerms): void {
  checkDue(terms.due, '#/terms/due');
  terms.special.forEach((term, index) => {
    if (term.text.trim() === '') refuse(`#/terms/special/${index}/text`, 'A special term needs its text.');
    if (term.reason.trim() === '') refuse(`#/terms/special/${index}/reason`, 'A special term needs its reason.');
  });
  let whole = 0n;
  terms.instalments.forEach((instalment, index) => {
    const percent = checkDecimal(instalment.percent, `#/terms/instalments/${index}/percent`, { maxDecimals: 4, above: 0, to: 100 });
    whole += percent.units * 10n ** BigInt(4 - percent.scale);
    checkDue(instalment.due, `#/terms/instalments/${index}/due`);
  });
  if (terms.instalments.length > 0 && whole !== 1_000_000n) refuse('#/terms/instalments', 'The instalments must make 100 percent together.');
}

function checkDue(due: DueTerms, pointer: string): void {
  if (due.type === 'on_date') {
    if (!isIsoDate(due.on)) refuse(`${pointer}/on`, 'A date is written as 2026-12-01.');
  } else if (!Number.isInteger(due.days) || due.days < 0 || due.days > 730) refuse(`${pointer}/days`, 'The days are a whole number from 0 to 730.');
}

function checkDecimal(text: string, pointer: string, bounds: DecimalBounds): ReturnType<typeof parseDecimal> {
  const value = parsed(text, pointer, bounds.maxDecimals);
  const one = 10n ** BigInt(value.scale);
  if (bounds.above !== undefined && value.units <= BigInt(bounds.above) * one) refuse(pointer, `It must be more than ${bounds.above}.`);
  if (bounds.from !== undefined && value.units < BigInt(bounds.from) * one) refuse(pointer, `It must be at least ${bounds.from}.`);
  if (bounds.to !== undefined && value.units > BigInt(bounds.to) * one) refuse(pointer, `It must be at most ${bounds.to}.`);
  return value;
}

function parsed(text: string, pointer: string, maxDecimals: number): ReturnType<typeof parseDecimal> {
  try {
    return parseDecimal(text, maxDecimals);
  } catch (error) {
    if (error instanceof RuleViolation) throw new RuleViolation(error.code, error.message, { ...error.data, pointer });
    throw error;
  }
}

function refuse(pointer: string, message: string): never {
  throw new RuleViolation('validation_failed', message, { pointer });
}

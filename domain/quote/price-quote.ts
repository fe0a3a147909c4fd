import { RuleViolation } from '../errors/rule-violation.ts';
import { checkPackage } from './check-package.ts';
import type { PackageContent } from './package.ts';
import { type PricedLine, priceLine } from './price-line.ts';
import { type QuoteTotals, totalsOf, type VatSummary, vatSummaryOf } from './totals.ts';

/** A package with all its sums; `taxOn` is the turnover date whose VAT rates it assumes. */
export type PricedPackage = Readonly<{ currency: string; taxOn: string; lines: readonly PricedLine[]; totals: QuoteTotals; vatSummary: readonly VatSummary[] }>;

/**
 * Checks and prices a package. Totals are sums of the lines, net + VAT = gross in each of them.
 * Throws `validation_failed`, `currency_mismatch`, `unknown_vat_code` or `amount_out_of_range`, each with `data.pointer`.
 */
export function priceQuote(content: PackageContent, taxOn: string): PricedPackage {
  checkPackage(content);
  const lines = content.lines.map((line, index) => pricedAt(`#/lines/${index}`, () => priceLine(line, taxOn)));
  const totals = pricedAt('#/lines', () => totalsOf(lines, content.currency));
  if (totals.grossMinor === 0) throw new RuleViolation('validation_failed', 'A package whose total is zero cannot be invoiced.', { pointer: '#/lines' });
  return { currency: content.currency, taxOn, lines, totals, vatSummary: vatSummaryOf(lines, content.currency) };
}

function pricedAt<T>(pointer: string, price: () => T): T {
  try {
    return price();
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    throw new RuleViolation(error.code, error.message, { ...error.data, pointer: error.code === 'unknown_vat_code' ? `${pointer}/vat_code` : pointer });
  }
}

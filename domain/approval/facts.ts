import { compareDecimals } from '../money/decimal.ts';
import type { ContractType, PackageContent } from '../quote/package.ts';
import { longestCreditDays } from '../terms/credit-days.ts';

/** What the approval policy may ask about a package. Sums are minor units of the company's currency, percents decimal strings; null is unknown. A deal in another currency has no sum that a limit could be held against. */
export type ApprovalFacts = Readonly<{
  grossMinor: number | null;
  foreignCurrency: boolean;
  maxDiscountPercent: string;
  creditDays: number;
  contractType: ContractType;
  hasSpecialTerms: boolean;
  customerOverdueMinor: number;
  overCreditLimit: boolean;
  marginPercent: string | null;
}>;

/** What the package itself cannot tell: its total in the company's currency, and how the customer stands. */
export type Exposure = Pick<ApprovalFacts, 'grossMinor' | 'foreignCurrency' | 'customerOverdueMinor' | 'overCreditLimit' | 'marginPercent'>;

/** The facts of a package as of the day it is submitted. */
export function approvalFacts(content: PackageContent, exposure: Exposure, onDate: string): ApprovalFacts {
  return { ...exposure, ...packageFacts(content, onDate) };
}

/** What the package alone tells. */
export function packageFacts(content: PackageContent, onDate: string): Omit<ApprovalFacts, keyof Exposure> {
  const discounts = content.lines.map(line => line.discountPercent);
  return {
    maxDiscountPercent: discounts.reduce((most, each) => (compareDecimals(each, most) > 0 ? each : most), '0'),
    creditDays: longestCreditDays(content.terms, onDate),
    contractType: content.contract.type,
    hasSpecialTerms: content.terms.special.length > 0,
  };
}

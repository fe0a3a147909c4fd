import { compareDecimals } from '../money/decimal.ts';
import type { ContractType, PackageContent } from '../quote/package.ts';
import { longestCreditDays } from '../terms/credit-days.ts';

/** What the approval policy may ask about a package. Sums are minor units of the company's currency, percents decimal strings; null is unknown. */
export type ApprovalFacts = Readonly<{
  grossMinor: number;
  maxDiscountPercent: string;
  creditDays: number;
  contractType: ContractType;
  hasSpecialTerms: boolean;
  customerOverdueMinor: number;
  overCreditLimit: boolean;
  marginPercent: string | null;
}>;

/** What the package itself cannot tell: its total in the company's currency, and how the customer stands. */
export type Exposure = Pick<ApprovalFacts, 'grossMinor' | 'customerOverdueMinor' | 'overCreditLimit' | 'marginPercent'>;

/** The facts of a package as of the day it is submitted. */
export function approvalFacts(content: PackageContent, exposure: Exposure, onDate: string): ApprovalFacts {
  const discounts = content.lines.map(line => line.discountPercent);
  return {
    ...exposure,
    maxDiscountPercent: discounts.reduce((most, each) => (compareDecimals(each, most) > 0 ? each : most), '0'),
    creditDays: longestCreditDays(content.terms, onDate),
    contractType: content.contract.type,
    hasSpecialTerms: content.terms.special.length > 0,
  };
}

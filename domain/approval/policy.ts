import type { ApprovalFacts } from './facts.ts';

/** Who may be asked, in the order in which they are asked (Q2C.md 3). */
export const approvalRoles = ['manager', 'lawyer', 'cfo', 'director'] as const;
export type ApprovalRole = (typeof approvalRoles)[number];

export type Texts = Readonly<{ ru: string; kk: string; en: string }>;
export type Fact = keyof ApprovalFacts;

/** One comparison of a fact: `above` and `below` for sums (minor units), days and percents, `is` and `is_not` for the rest. */
export type FactTest = Readonly<{ fact: Fact; op: 'above' | 'below' | 'is' | 'is_not'; value: number | string | boolean }>;

/** Where all tests of `when` hold (none: always) the row adds its roles and its reason. `{value}` and `{limit}` in a text stand for the fact and the limit of the first test. */
export type PolicyRow = Readonly<{ rowId: string; when: readonly FactTest[]; roles: readonly ApprovalRole[]; text: Texts }>;
export type PolicyRows = readonly PolicyRow[];

/** How each fact is compared and written. */
export const factKinds: Readonly<Record<Fact, 'money' | 'percent' | 'days' | 'contract' | 'boolean'>> = {
  grossMinor: 'money',
  foreignCurrency: 'boolean',
  maxDiscountPercent: 'percent',
  creditDays: 'days',
  contractType: 'contract',
  hasSpecialTerms: 'boolean',
  customerOverdueMinor: 'money',
  overCreditLimit: 'boolean',
  marginPercent: 'percent',
};

import { compareDecimals } from '../money/decimal.ts';
import { writeFact } from './fact-text.ts';
import type { ApprovalFacts } from './facts.ts';
import { type ApprovalRole, approvalRoles, type FactTest, factKinds, type PolicyRow, type PolicyRows, type Texts } from './policy.ts';

export type RouteReason = Readonly<{ rowId: string; text: Texts }>;
export type RouteStep = Readonly<{ role: ApprovalRole; why: RouteReason[] }>;
export type Route = Readonly<{ steps: RouteStep[] }>;

/** Who decides on a package, in the fixed order of the roles, each with the rows that put them there. `currency` is the company's. */
export function planRoute(facts: ApprovalFacts, policy: PolicyRows, currency = 'KZT'): Route {
  const matching = policy.filter(row => row.when.every(test => holds(test, facts)));
  const steps = approvalRoles.map(role => ({ role, why: matching.filter(row => row.roles.includes(role)).map(row => reasonOf(row, facts, currency)) }));
  return { steps: steps.filter(step => step.why.length > 0) };
}

/** True for a deal that the manager alone decides: its invoices go out without a review. */
export function isTypicalRoute(route: Route): boolean {
  return route.steps.every(step => step.role === 'manager');
}

/** True where a package satisfies a test; an unknown fact (null) satisfies none. */
export function holds(test: FactTest, facts: ApprovalFacts): boolean {
  const fact = facts[test.fact];
  if (fact === null) return false;
  switch (test.op) {
    case 'above':
      return ordered(test, fact) > 0;
    case 'below':
      return ordered(test, fact) < 0;
    case 'is':
      return fact === test.value;
    case 'is_not':
      return fact !== test.value;
  }
}

function ordered(test: FactTest, fact: number | string | boolean): number {
  return factKinds[test.fact] === 'percent' ? compareDecimals(String(fact), String(test.value)) : Number(fact) - Number(test.value);
}

function reasonOf(row: PolicyRow, facts: ApprovalFacts, currency: string): RouteReason {
  const test = row.when[0];
  if (!test) return { rowId: row.rowId, text: row.text };
  const fill = (language: keyof Texts): string => {
    const write = (value: FactTest['value'] | null): string => writeFact(test.fact, value, { currency, language });
    return row.text[language].replaceAll('{value}', write(facts[test.fact])).replaceAll('{limit}', write(test.value));
  };
  return { rowId: row.rowId, text: { ru: fill('ru'), kk: fill('kk'), en: fill('en') } };
}

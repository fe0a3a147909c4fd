import type { PackageContent } from '../quote/package.ts';
import { withoutStamps } from '../quote/term-stamps.ts';
import type { ApprovalFacts } from './facts.ts';
import type { ApprovalRole, Fact, PolicyRows } from './policy.ts';

/** A step of the planned route: who is asked, by which rows of the approval table. */
export type AskedRole = Readonly<{ role: ApprovalRole; why: readonly Readonly<{ rowId: string }>[] }>;

type Judged = Readonly<{ content: PackageContent; facts: ApprovalFacts; rows: PolicyRows }>;

/** The roles that judge a fact on whatever route they stand. */
const judgesOf: Readonly<Record<Fact, readonly ApprovalRole[]>> = {
  grossMinor: ['director'],
  foreignCurrency: ['cfo', 'director'],
  maxDiscountPercent: ['cfo'],
  creditDays: ['cfo', 'director'],
  contractType: ['lawyer'],
  hasSpecialTerms: ['lawyer'],
  customerOverdueMinor: ['cfo'],
  overCreditLimit: ['cfo'],
  marginPercent: ['director'],
};

/**
 * What the role of a step judges on a package (Q2C.md 3): a version that leaves it as it was needs no new word of that role. Where a row
 * of the approval table asks a role about a fact whose own judges are not on the route, the fact is for this role to judge: a yes to a
 * large sum is none to a new kind of contract. What no role of the route looks at is the manager's, or the first one's where no manager
 * is asked, so that no change goes unseen.
 */
export function judgedOnRoute(step: AskedRole, route: readonly AskedRole[], judged: Judged): Readonly<Record<string, unknown>> {
  const content = withoutStamps(judged.content);
  const roles = route.map(({ role }) => role);
  const judgesTheRest = step.role === (roles.includes('manager') ? 'manager' : roles[0]);
  return {
    asked: factsWithoutJudge(step, roles, judged),
    own: ownFields(step.role, content, judged.facts),
    ...(judgesTheRest ? { rest: whatNobodyNames(roles, content) } : {}),
  };
}

/** The fields that a role judges on any route. An unknown margin counts as one value like any other. */
function ownFields(role: ApprovalRole, content: PackageContent, facts: ApprovalFacts): Readonly<Record<string, unknown>> {
  const { due, instalments, special } = content.terms;
  switch (role) {
    case 'manager':
      return {};
    case 'lawyer':
      return { contract: content.contract, special };
    case 'cfo':
      return {
        ...{ due, instalments, currency: content.currency, discounts: content.lines.map(line => line.discountPercent) },
        ...{ customerOverdueMinor: facts.customerOverdueMinor, overCreditLimit: facts.overCreditLimit },
      };
    case 'director':
      return { due, instalments, currency: content.currency, grossMinor: facts.grossMinor, marginPercent: facts.marginPercent };
  }
}

function factsWithoutJudge({ why }: AskedRole, roles: readonly ApprovalRole[], { facts, rows }: Judged): Readonly<Partial<ApprovalFacts>> {
  const asking = rows.filter(row => why.some(({ rowId }) => rowId === row.rowId)).flatMap(row => row.when.map(({ fact }) => fact));
  const alone = asking.filter(fact => !judgesOf[fact].some(role => roles.includes(role)));
  return Object.fromEntries(alone.map(fact => [fact, facts[fact]]));
}

function whatNobodyNames(roles: readonly ApprovalRole[], { terms, contract, ...rest }: PackageContent): Readonly<Record<string, unknown>> {
  const { due, instalments, special } = terms;
  const payment = roles.includes('cfo') || roles.includes('director') ? {} : { due, instalments };
  return { ...rest, ...payment, ...(roles.includes('lawyer') ? {} : { contract, special }) };
}

import type { PackageContent } from '../quote/package.ts';
import { withoutStamps } from '../quote/term-stamps.ts';
import type { ApprovalFacts } from './facts.ts';
import type { ApprovalRole } from './policy.ts';

/**
 * What a role judges on a package (Q2C.md 3): a version that leaves it as it was needs no new word of that role. The manager judges
 * everything that no other role does, so that no change goes unseen. An unknown margin counts as one value like any other.
 */
export function judgedFields(role: ApprovalRole, stamped: PackageContent, facts: ApprovalFacts): Readonly<Record<string, unknown>> {
  const content = withoutStamps(stamped);
  const { due, instalments, special } = content.terms;
  switch (role) {
    case 'manager': {
      const { terms: _terms, contract: _contract, ...rest } = content;
      return rest;
    }
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

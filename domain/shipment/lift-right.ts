import type { ApprovalRole } from '../approval/policy.ts';
import { RuleViolation } from '../errors/rule-violation.ts';

/** Somebody who may stand behind a shipment over a debt. */
export type Approver = Readonly<{ id: string; roles: readonly string[]; active: boolean }>;

/** The roles that may, the first one first, and the seller of the deal, who never does. */
export type LiftRule = Readonly<{ roles: readonly ApprovalRole[]; sellerId: string }>;

/** The role by which a person may release shipments over a debt (Q2C.md 7); null where he may not: without the role, no longer with the company, or the seller of that deal. */
export function liftRole({ id, roles, active }: Approver, rule: LiftRule): ApprovalRole | null {
  if (!active || id === rule.sellerId) return null;
  return rule.roles.find(role => roles.includes(role)) ?? null;
}

/** The same for whoever is named; null for nobody, or nobody known. Throws `not_entitled` with the sentence that says who may. */
export function requireLiftRole(approver: Approver | null, rule: LiftRule): ApprovalRole {
  const role = approver && liftRole(approver, rule);
  if (role) return role;
  const why = approver === null ? 'Name the person who has agreed.' : approver.id === rule.sellerId ? 'The seller of a deal does not release its shipments.' : 'This person may not release shipments.';
  throw new RuleViolation('not_entitled', `${why} Over a debt they are released by somebody with the role ${rule.roles.join(' or ')}.`, { pointer: '#/approver_id', roles: rule.roles });
}

import type { ApprovalFacts } from './facts.ts';
import { planRoute } from './plan-route.ts';
import type { ApprovalRole, PolicyRows } from './policy.ts';

/** Who would decide on one package by two tables. */
export type ComparedRoute = Readonly<{ before: readonly ApprovalRole[]; after: readonly ApprovalRole[]; changed: boolean }>;

/** The route of a package by the table in force and by the one that is to follow it. */
export function compareRoutes(facts: ApprovalFacts, { before, after }: { before: PolicyRows; after: PolicyRows }): ComparedRoute {
  const rolesBy = (table: PolicyRows): ApprovalRole[] => planRoute(facts, table).steps.map(step => step.role);
  const [was, now] = [rolesBy(before), rolesBy(after)];
  return { before: was, after: now, changed: was.join() !== now.join() };
}

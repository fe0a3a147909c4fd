import { type ComparedRoute, compareRoutes } from './compare-routes.ts';
import { diffRows } from './diff-rows.ts';
import { examplePackages } from './example-packages.ts';
import type { ApprovalFacts } from './facts.ts';
import type { PolicyRow, PolicyRows } from './policy.ts';

/** One row that one table has and the other has not, or has otherwise. */
export type ComparedRow = Readonly<{ rowId: string; change: 'added' | 'removed' | 'changed'; before: PolicyRow | null; after: PolicyRow | null }>;
export type ComparedTables = Readonly<{
  rows: readonly ComparedRow[];
  /** Whether rows that both have stand in another order. */
  reordered: boolean;
  /** The example packages that take another route. */
  routes: readonly (ComparedRoute & Readonly<{ facts: ApprovalFacts }>)[];
}>;

/** What one version of the table changed of the one before it, and what that means for deals. */
export function compareTables(before: PolicyRows, after: PolicyRows): ComparedTables {
  const find = (rows: PolicyRows, id: string): PolicyRow | null => rows.find(row => row.rowId === id) ?? null;
  const differences = diffRows(before, after);
  const kinds = new Map(differences.filter(({ part }) => part !== 'place').map(({ rowId, kind }) => [rowId, kind]));
  const rows = [...kinds].map(([rowId, change]) => ({ rowId, change, before: find(before, rowId), after: find(after, rowId) }));
  const routes = examplePackages(before, after).map(({ facts }) => ({ facts, ...compareRoutes(facts, { before, after }) }));
  return { rows, reordered: differences.some(({ part }) => part === 'place'), routes: routes.filter(route => route.changed) };
}

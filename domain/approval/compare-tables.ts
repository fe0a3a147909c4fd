import { canonicalJson } from '../quote/canonical-package.ts';
import { type ComparedRoute, compareRoutes } from './compare-routes.ts';
import { examplePackages } from './example-packages.ts';
import type { ApprovalFacts } from './facts.ts';
import type { PolicyRow, PolicyRows } from './policy.ts';

/** One row that one table has and the other has not, or has otherwise. */
export type RowDifference = Readonly<{ rowId: string; change: 'added' | 'removed' | 'changed'; before: PolicyRow | null; after: PolicyRow | null }>;
export type ComparedTables = Readonly<{
  rows: readonly RowDifference[];
  /** Whether rows that both have stand in another order. */
  reordered: boolean;
  /** The example packages that take another route. */
  routes: readonly (ComparedRoute & Readonly<{ facts: ApprovalFacts }>)[];
}>;

/** What one version of the table changed of the one before it, and what that means for deals. */
export function compareTables(before: PolicyRows, after: PolicyRows): ComparedTables {
  const find = (rows: PolicyRows, id: string): PolicyRow | null => rows.find(row => row.rowId === id) ?? null;
  const ids = [...new Set([...after, ...before].map(row => row.rowId))];
  const rows = ids.flatMap(rowId => differenceOf(rowId, find(before, rowId), find(after, rowId)) ?? []);
  const both = (table: PolicyRows, other: PolicyRows): string => table.flatMap(({ rowId }) => (find(other, rowId) ? [rowId] : [])).join();
  const routes = examplePackages(before, after).map(({ facts }) => ({ facts, ...compareRoutes(facts, { before, after }) }));
  return { rows, reordered: both(before, after) !== both(after, before), routes: routes.filter(route => route.changed) };
}

function differenceOf(rowId: string, before: PolicyRow | null, after: PolicyRow | null): RowDifference | null {
  if (before === null) return { rowId, change: 'added', before, after };
  if (after === null) return { rowId, change: 'removed', before, after };
  return canonicalJson(before) === canonicalJson(after) ? null : { rowId, change: 'changed', before, after };
}

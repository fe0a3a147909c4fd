import { listRecentRoutes } from '../../../db/pages/list-recent-routes.ts';
import type { ApprovalTable } from '../../../db/read/approval-table.ts';
import { readCompany } from '../../../db/read/company-rules.ts';
import { listUsers } from '../../../db/read/people.ts';
import { warnOfPolicy } from '../../../domain/approval/check-holders.ts';
import { compareRoutes } from '../../../domain/approval/compare-routes.ts';
import { examplePackages } from '../../../domain/approval/example-packages.ts';
import type { PolicyRows } from '../../../domain/approval/policy.ts';
import type { ChangePreviewView, RoutePreview, SettingConflict, SettingsProblem } from '../../../templates/pages/views/settings-view.ts';
import type { ApiContext } from '../../context.ts';
import { rowDifferences } from './row-differences.ts';
import { settingsPath } from './settings-visit.ts';

const recentDeals = 20;

/** A change of one row, ready to be looked at: the table it is made to, and the table it would make. */
export type RowDraft = Readonly<{
  table: ApprovalTable;
  rowId: string;
  rows: PolicyRows;
  values: Readonly<Record<string, string>>;
  problems: readonly SettingsProblem[];
  conflict: SettingConflict | null;
}>;

/** What a change of the table would do: the row was and is, the routes of example packages and of the last real deals, and roles that nobody holds. */
export async function previewOfRow(ctx: ApiContext, draft: RowDraft): Promise<Omit<ChangePreviewView, 'frame'>> {
  const { table, rowId, rows, values } = draft;
  const tables = { before: table.rows, after: rows };
  const [company, users, deals] = await Promise.all([readCompany(ctx.db), listUsers(ctx.db), listRecentRoutes(ctx.db, recentDeals)]);
  const examples = examplePackages(table.rows, rows).map(({ facts }): RoutePreview => ({ deal: null, facts, ...routesOf(facts, tables) }));
  const recent = deals.map(({ title, customerName, facts }) => ({ deal: { title, customerName }, facts, ...routesOf(facts, tables) }));
  return {
    ...{ currency: company.currency, about: { kind: 'table', version: table.version }, conflict: draft.conflict, problems: draft.problems },
    differences: rowDifferences(rowId, tables),
    routes: { examples, recent: recent.filter(route => compareRoutes(route.facts, tables).changed), recentTotal: recent.length },
    steps: null,
    warnings: warnOfPolicy(rows, users),
    ...{ action: `${settingsPath}/rows`, hidden: { ...values, version: String(table.version) }, mayMend: values['change'] !== 'remove' },
  };
}

function routesOf(facts: RoutePreview['facts'], tables: { before: PolicyRows; after: PolicyRows }): Pick<RoutePreview, 'before' | 'after'> {
  const { before, after } = compareRoutes(facts, tables);
  return { before, after };
}

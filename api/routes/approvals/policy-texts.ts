import { type ApprovalTable, readApprovalTable } from '../../../db/read/approval-table.ts';
import { readCompany } from '../../../db/read/company-rules.ts';
import { diffRows, type RowDifference } from '../../../domain/approval/diff-rows.ts';
import type { FactTest, PolicyRow, PolicyRows } from '../../../domain/approval/policy.ts';
import { type ApprovalRules, compareRules, type RuleDifference } from '../../../domain/approval/rules.ts';
import type { ApiContext } from '../../context.ts';
import type { BothTexts } from '../../problem/both-texts.ts';
import { etagOf, presentContent, presentPolicy, presentRow, presentRule, presentTest } from './present-policy.ts';

/** The policy in force beside what somebody would put there: for whoever made it from an older one. Rules that the request does not name stay as they are, so they differ in nothing. */
export async function policyTexts(ctx: ApiContext, asked: { rows: PolicyRows; rules: Partial<ApprovalRules> }): Promise<BothTexts> {
  const [table, { currency }] = await Promise.all([readApprovalTable(ctx.db), readCompany(ctx.db)]);
  const yours: Pick<ApprovalTable, 'rows' | 'rules'> = { rows: asked.rows, rules: { ...table.rules, ...asked.rules } };
  return {
    current: { ...(await presentPolicy(ctx, table)), etag: etagOf(table) },
    yours: presentContent(yours, currency),
    differences: [...diffRows(table.rows, yours.rows).map(ofRow), ...compareRules(table.rules, yours.rules).map(each => ofRule(each, currency))],
  };
}

function ofRow({ kind, rowId, part, was, now }: RowDifference) {
  const shown = (value: unknown): unknown => (value === null ? null : part === null ? presentRow(value as PolicyRow) : part === 'when' ? (value as FactTest[]).map(presentTest) : value);
  return { kind, path: part === null ? `rows/${rowId}` : `rows/${rowId}/${part}`, row_id: rowId, current: shown(was), yours: shown(now) };
}

function ofRule(difference: RuleDifference, currency: string) {
  const { field, before, after } = presentRule(difference, currency);
  return { kind: 'changed', path: field.replace('.', '/'), row_id: null, current: before, yours: after };
}

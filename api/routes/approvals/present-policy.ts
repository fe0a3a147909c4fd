import type { z } from 'zod';
import { snakeKey } from '../../../db/company/key-spelling.ts';
import { type ApprovalTable, warnOfTable } from '../../../db/read/approval-table.ts';
import { readCompany } from '../../../db/read/company-rules.ts';
import { readNames } from '../../../db/read/deal-record.ts';
import { compareTables } from '../../../domain/approval/compare-tables.ts';
import type { FactTest, PolicyRow } from '../../../domain/approval/policy.ts';
import { type ApprovalRules, compareRules, type RuleDifference } from '../../../domain/approval/rules.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { type Policy, type PolicyBody, type PolicyVersion, presentWarning, type PolicyRow as ShownRow } from '../../schemas/approval-policy.ts';
import { presentAuthor } from '../../schemas/author.ts';
import { moneyOf } from '../../schemas/primitives.ts';
import { snakeKeys } from '../../schemas/snake-keys.ts';

export const etagOf = ({ version }: ApprovalTable): string => `"${version}"`;

type Names = ReadonlyMap<string, string>;

/** The approval policy as the API shows it, with the author of the version and what there is to worry about. */
export async function presentPolicy(ctx: ApiContext, table: ApprovalTable): Promise<z.output<typeof Policy>> {
  const { currency } = await readCompany(ctx.db);
  return {
    ...{ object: 'approval_policy', id: 'default', ...authorOf(table, await readAuthors(ctx, [table])), created_at: table.createdAt, ...presentContent(table, currency) },
    warnings: (await warnOfTable(ctx.db)).map(presentWarning),
  };
}

/** Rows and rules in the form in which they can be sent. */
export function presentContent(
  { rows, rules }: Pick<ApprovalTable, 'rows' | 'rules'>,
  currency: string,
): Omit<z.output<typeof Policy>, 'object' | 'id' | 'version' | 'changed_by' | 'changed_at' | 'created_at' | 'warnings'> {
  const { slaMinutes, finalLimitWorkingDays, undoSeconds, stepUpAboveMinor, keepUnchangedApprovals } = rules;
  return {
    ...{ rows: rows.map(presentRow), sla_minutes: { ...slaMinutes }, final_limit_working_days: finalLimitWorkingDays, undo_seconds: undoSeconds },
    ...{ step_up_above: stepUpAboveMinor === null ? null : moneyOf(stepUpAboveMinor, currency), keep_unchanged_approvals: keepUnchangedApprovals },
  };
}

/** Versions, the newest first, each against the one before it. `tables` holds one version more than is shown, where there is one. */
export async function presentVersions(ctx: ApiContext, tables: readonly ApprovalTable[]): Promise<z.output<typeof PolicyVersion>[]> {
  const { currency } = await readCompany(ctx.db);
  const names = await readAuthors(ctx, tables);
  return tables.map((table, at) => ({ object: 'approval_policy_version', ...authorOf(table, names), ...differences(tables[at + 1] ?? table, table, currency) }));
}

function differences(before: ApprovalTable, after: ApprovalTable, currency: string): Omit<z.output<typeof PolicyVersion>, 'object' | 'version' | 'changed_by' | 'changed_at'> {
  const { rows, reordered, routes } = compareTables(before.rows, after.rows);
  return {
    rows: rows.map(({ rowId, change, before: was, after: is }) => ({ row_id: rowId, change, before: was && presentRow(was), after: is && presentRow(is) })),
    reordered,
    rules: compareRules(before.rules, after.rules).map(each => presentRule(each, currency)),
    routes: routes.map(({ facts, before: was, after: is }) => ({ facts: snakeKeys(facts) as Record<string, unknown>, before: [...was], after: [...is] })),
  };
}

export function presentRule({ field, before, after }: RuleDifference, currency: string): z.output<typeof PolicyVersion>['rules'][number] {
  if (field !== 'stepUpAboveMinor') return { field: snakeKey(field), before, after };
  const sum = (value: typeof before) => (typeof value === 'number' ? moneyOf(value, currency) : null);
  return { field: 'step_up_above', before: sum(before), after: sum(after) };
}

/** The rules that a request names. Throws `currency_mismatch` for a sum that is not in the company's currency. */
export async function readRules(ctx: ApiContext, body: z.output<typeof PolicyBody>): Promise<Partial<ApprovalRules>> {
  const { sla_minutes: slaMinutes, final_limit_working_days: finalLimitWorkingDays, undo_seconds: undoSeconds, step_up_above: above, keep_unchanged_approvals: keepUnchangedApprovals } = body;
  if (above) {
    const { currency } = await readCompany(ctx.db);
    if (above.currency !== currency) throw new RuleViolation('currency_mismatch', `The company reckons in ${currency}.`, { pointer: '#/step_up_above/currency' });
  }
  return {
    ...(slaMinutes === undefined ? {} : { slaMinutes }),
    ...(finalLimitWorkingDays === undefined ? {} : { finalLimitWorkingDays }),
    ...(undoSeconds === undefined ? {} : { undoSeconds }),
    ...(above === undefined ? {} : { stepUpAboveMinor: above?.value ?? null }),
    ...(keepUnchangedApprovals === undefined ? {} : { keepUnchangedApprovals }),
  };
}

function readAuthors(ctx: ApiContext, tables: readonly ApprovalTable[]): Promise<Names> {
  return readNames(
    ctx.db,
    tables.map(table => table.changedBy?.id ?? null),
  );
}

function authorOf({ version, changedBy, createdAt }: ApprovalTable, names: Names): Pick<z.output<typeof Policy>, 'version' | 'changed_by' | 'changed_at'> {
  return { version, changed_by: changedBy && presentAuthor(changedBy, names), changed_at: createdAt };
}

export function presentRow({ rowId, when, roles, text }: PolicyRow): z.output<typeof ShownRow> {
  return { row_id: rowId, when: when.map(presentTest), roles: [...roles], text: { ...text } };
}

export const presentTest = (test: FactTest) => ({ ...test, fact: snakeKey(test.fact) });

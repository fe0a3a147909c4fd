import { checkPolicy } from '../../domain/approval/check-policy.ts';
import type { PolicyRows } from '../../domain/approval/policy.ts';
import { type ApprovalRules, rulesOutOfBounds } from '../../domain/approval/rules.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import { type ApprovalTable, readApprovalTable } from '../read/approval-table.ts';
import { approvalPolicy } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { snakeKey } from './key-spelling.ts';

/**
 * Puts a table in force as the next version: whoever changes it, by the API or by the page, comes through here. `rules` that are not named
 * stay as they are. Throws `validation_failed` with `data.errors` naming the rows and rules at fault, and `precondition_failed` where
 * `version` no longer is the one in force.
 */
export async function changeApprovalTable(db: Db, { version, rows, rules, by }: { version: number; rows: PolicyRows; rules?: Partial<ApprovalRules>; by: By }): Promise<ApprovalTable> {
  refuseUnlawful(rows);
  const inForce = await readApprovalTable(db);
  const next = { version: version + 1, rows, rules: { ...inForce.rules, ...rules }, changedBy: by.actor, createdAt: by.now };
  refuseOutOfBounds(next.rules);
  const [row] = inForce.version === version ? await db.insert(approvalPolicy).values(next).onConflictDoNothing().returning() : [];
  if (!row) throw new RuleViolation('precondition_failed', 'The approval table has changed since it was read.', { current_revision: (await readApprovalTable(db)).version });
  await recordChange(db, by, { what: 'approval_policy.changed', subjectId: 'default', before: { version }, after: { version: row.version } });
  return row;
}

function refuseOutOfBounds(rules: ApprovalRules): void {
  const errors = rulesOutOfBounds(rules).map(({ field, from, to }) => ({ pointer: `#/${snakeKey(field).replace('.', '/')}`, detail: `Expected a whole number from ${from} to ${to}.` }));
  if (errors.length > 0) throw new RuleViolation('validation_failed', 'The rules of the approval policy are not valid.', { errors });
}

function refuseUnlawful(rows: PolicyRows): void {
  const errors = checkPolicy(rows).map(({ rowAt, detail }) => ({ pointer: rowAt === null ? '#/rows' : `#/rows/${rowAt}`, detail }));
  if (errors.length > 0) throw new RuleViolation('validation_failed', 'The approval table is not valid.', { errors });
}

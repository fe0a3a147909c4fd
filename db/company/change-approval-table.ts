import { checkPolicy } from '../../domain/approval/check-policy.ts';
import type { PolicyRows } from '../../domain/approval/policy.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type ApprovalTable, readApprovalTable } from '../read/approval-table.ts';
import { type Actor, approvalPolicy } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/**
 * Puts a table in force as the next version: whoever changes it, by the API or by the page, comes through here. Throws
 * `validation_failed` with `data.errors` naming the rows at fault, and `precondition_failed` where `version` no longer is the one in force.
 */
export async function changeApprovalTable(db: Db, { version, rows, by, now }: { version: number; rows: PolicyRows; by: Actor; now: string }): Promise<ApprovalTable> {
  refuseUnlawful(rows);
  const next = { version: version + 1, rows, createdAt: now, changedBy: by };
  const inForce = await readApprovalTable(db);
  const [row] = inForce.version === version ? await db.insert(approvalPolicy).values(next).onConflictDoNothing().returning() : [];
  if (!row) throw new RuleViolation('precondition_failed', 'The approval table has changed since it was read.', { current_revision: (await readApprovalTable(db)).version });
  return row;
}

function refuseUnlawful(rows: PolicyRows): void {
  const errors = checkPolicy(rows).map(({ rowId, detail }) => {
    const at = rows.findIndex(row => row.rowId === rowId);
    return { pointer: at < 0 ? '#/rows' : `#/rows/${at}`, detail };
  });
  if (errors.length > 0) throw new RuleViolation('validation_failed', 'The approval table is not valid.', { errors });
}

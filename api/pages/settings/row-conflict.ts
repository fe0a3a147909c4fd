import type { ApprovalTable } from '../../../db/read/approval-table.ts';
import type { Db } from '../../../db/unit-of-work.ts';
import type { PolicyRows } from '../../../domain/approval/policy.ts';
import type { ConflictPart, SettingConflict, SettingSubject, SettingValue } from '../../../templates/pages/views/settings-view.ts';
import { partsOf, rowSubjects } from './row-differences.ts';
import { rulesInConflict } from './rule-differences.ts';
import { changedSince, otherRows } from './table-conflict.ts';

/** The row in hand, and the table that the form would make. */
type Yours = Readonly<{ rowId: string; isNew: boolean; rows: PolicyRows }>;

/** What somebody else made of the table since a form was made from `version`, its rules included, beside what the form asks for. Null where the form is made from the table in force. */
export async function conflictOfRow(db: Db, { version, table, yours }: { version: string; table: ApprovalTable; yours: Yours }): Promise<SettingConflict | null> {
  const since = await changedSince(db, version, table);
  if (since === null) return null;
  const { began, by } = since;
  const parts = partsInConflict({ rowId: yours.rowId, began: yours.isNew ? [] : began.rows, now: yours.isNew ? [] : table.rows, yours: yours.rows });
  const rules = rulesInConflict({ began: began.rules, now: table.rules, typed: began.rules, yours: table.rules });
  return { by, parts: [...parts, ...rules], others: otherRows(yours.rowId, { began: began.rows, now: table.rows }) };
}

function partsInConflict({ rowId, began, now, yours }: { rowId: string; began: PolicyRows; now: PolicyRows; yours: PolicyRows }): ConflictPart[] {
  const [first, second, third] = [partsOf(rowId, began), partsOf(rowId, now), partsOf(rowId, yours)];
  const all = rowSubjects.map(what => ({ what, began: first?.[what] ?? null, now: second?.[what] ?? null, yours: third?.[what] ?? null }));
  return all.filter(part => new Set([part.began, part.now, part.yours].map(value => wordOf(part.what, value))).size > 1);
}

/** By what a part is the same: a place by the row that it follows, whatever that one says by now; a reason by its words. */
function wordOf(what: SettingSubject, value: SettingValue | null): string {
  if (value !== null && 'following' in value) return `${what}:${value.following?.rowId ?? ''}`;
  return JSON.stringify(value !== null && 'reason' in value ? value.reason : value);
}

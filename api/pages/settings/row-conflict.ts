import { type ApprovalTable, readTableVersion } from '../../../db/read/approval-table.ts';
import { readNames } from '../../../db/read/deal-record.ts';
import type { Db } from '../../../db/unit-of-work.ts';
import { diffRows } from '../../../domain/approval/diff-rows.ts';
import type { PolicyRow, PolicyRows } from '../../../domain/approval/policy.ts';
import type { ConflictPart, SettingConflict, SettingSubject, SettingValue } from '../../../templates/pages/views/settings-view.ts';
import { partsOf, rowSubjects } from './row-differences.ts';

/** The row in hand, and the table that the form would make. */
type Yours = Readonly<{ rowId: string; isNew: boolean; rows: PolicyRows }>;

/**
 * What somebody else made of the table since a form was made from `version`, beside what the form asks for. Null where the form is made from
 * the table in force. A version that never was stands for the table in force: nothing can be told of what it looked like.
 */
export async function conflictOfRow(db: Db, { version, table, yours }: { version: string; table: ApprovalTable; yours: Yours }): Promise<SettingConflict | null> {
  if (version === String(table.version)) return null;
  const began = (/^\d{1,9}$/.test(version) ? await readTableVersion(db, Number(version)) : null) ?? table;
  const names = await readNames(db, [table.changedBy?.id ?? null]);
  const name = names.get(table.changedBy?.id ?? '');
  return {
    by: name === undefined ? null : { name, at: table.createdAt },
    parts: partsInConflict({ rowId: yours.rowId, began: yours.isNew ? [] : began.rows, now: yours.isNew ? [] : table.rows, yours: yours.rows }),
    others: otherRows(yours.rowId, { began: began.rows, now: table.rows }),
  };
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

function otherRows(rowId: string, { began, now }: { began: PolicyRows; now: PolicyRows }): SettingConflict['others'] {
  const kinds = new Map(
    diffRows(began, now)
      .filter(difference => difference.rowId !== rowId)
      .map(difference => [difference.rowId, difference.kind]),
  );
  return [...kinds].flatMap(([id, kind]) => {
    const row: PolicyRow | undefined = [...now, ...began].find(each => each.rowId === id);
    return row ? [{ kind, row }] : [];
  });
}

import { type ApprovalTable, readTableVersion } from '../../../db/read/approval-table.ts';
import { readNames } from '../../../db/read/deal-record.ts';
import type { Db } from '../../../db/unit-of-work.ts';
import { diffRows } from '../../../domain/approval/diff-rows.ts';
import type { PolicyRow, PolicyRows } from '../../../domain/approval/policy.ts';
import type { SettingConflict } from '../../../templates/pages/views/settings-view.ts';

/**
 * The version that a form was made from, and who put the table in force that took its place; null where it is in force still. A version that
 * never was stands for the table in force: nothing can be told of what it looked like.
 */
export async function changedSince(db: Db, version: string, table: ApprovalTable): Promise<Readonly<{ began: ApprovalTable; by: SettingConflict['by'] }> | null> {
  if (version === String(table.version)) return null;
  const began = (/^\d{1,9}$/.test(version) ? await readTableVersion(db, Number(version)) : null) ?? table;
  const name = (await readNames(db, [table.changedBy?.id ?? null])).get(table.changedBy?.id ?? '');
  return { began, by: name === undefined ? null : { name, at: table.createdAt } };
}

/** The rows that others changed, besides the one in hand; null where none is. */
export function otherRows(rowId: string | null, { began, now }: { began: PolicyRows; now: PolicyRows }): SettingConflict['others'] {
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

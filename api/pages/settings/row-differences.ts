import type { PolicyRow, PolicyRows } from '../../../domain/approval/policy.ts';
import type { SettingDifference, SettingSubject, SettingValue } from '../../../templates/pages/views/settings-view.ts';

export const rowSubjects: readonly SettingSubject[] = ['when', 'roles', 'text_ru', 'text_kk', 'text_en', 'place'];

/** What a change does to one row of the table, was and is; of a row that only comes or goes, one side is empty. */
export function rowDifferences(rowId: string, { before, after }: { before: PolicyRows; after: PolicyRows }): SettingDifference[] {
  const [was, is] = [partsOf(rowId, before), partsOf(rowId, after)];
  const all = rowSubjects.map(what => ({ what, before: was?.[what] ?? null, after: is?.[what] ?? null }));
  return all.filter(each => (each.what === 'place' ? hasMoved(rowId, { before, after }) : said(each.before) !== said(each.after)));
}

/** A part as it was written: a reason stays the same where only the limit that it names has changed. */
const said = (value: SettingValue | null): string => JSON.stringify(value !== null && 'reason' in value ? value.reason : value);

/** The parts of a row as it stands in a table; null where it has no such row. */
export function partsOf(rowId: string, rows: PolicyRows): Partial<Record<SettingSubject, SettingValue>> | null {
  const at = rows.findIndex(row => row.rowId === rowId);
  const row = rows[at];
  if (!row) return null;
  const reason = (language: keyof PolicyRow['text']): SettingValue => ({ reason: row.text[language], first: row.when[0] ?? null });
  return { when: { tests: row.when }, roles: { roles: row.roles }, text_ru: reason('ru'), text_kk: reason('kk'), text_en: reason('en'), place: { following: rows[at - 1] ?? null } };
}

/** A row has moved where the rows around it stand in another order; that others come or go moves nothing. */
function hasMoved(rowId: string, { before, after }: { before: PolicyRows; after: PolicyRows }): boolean {
  const ids = (rows: PolicyRows): string[] => rows.map(row => row.rowId);
  if (!ids(before).includes(rowId)) return true;
  return ids(after).includes(rowId) && ids(before).join() !== ids(after).join();
}

import { RuleViolation } from '../errors/rule-violation.ts';
import type { FactTest, PolicyRow, PolicyRows } from './policy.ts';

/** One change of a table. `after` is the row that the changed one follows, null where it comes first. */
export type RowChange =
  | Readonly<{ type: 'add'; row: Omit<PolicyRow, 'rowId'>; after: string | null }>
  | Readonly<{ type: 'edit'; rowId: string; row: Omit<PolicyRow, 'rowId'>; after: string | null }>
  | Readonly<{ type: 'remove'; rowId: string }>;

/** The table after a change, and the id of the row it is about. Throws `not_found` where the table no longer has a row that the change names. */
export function changeRows(rows: PolicyRows, change: RowChange): Readonly<{ rows: PolicyRows; rowId: string }> {
  const rowId = change.type === 'add' ? newRowId(rows, change.row.when) : change.rowId;
  if (change.type !== 'add') requireRow(rows, rowId);
  const others = rows.filter(row => row.rowId !== rowId);
  return { rows: change.type === 'remove' ? others : placed(others, { rowId, ...change.row }, change.after), rowId };
}

function placed(others: PolicyRows, row: PolicyRow, after: string | null): PolicyRows {
  if (after !== null) requireRow(others, after);
  const at = after === null ? 0 : others.findIndex(other => other.rowId === after) + 1;
  return [...others.slice(0, at), row, ...others.slice(at)];
}

function requireRow(rows: PolicyRows, rowId: string): void {
  if (!rows.some(row => row.rowId === rowId)) throw new RuleViolation('not_found', `The approval table has no row ${rowId}.`, { row_id: rowId });
}

/** A row is named after what it asks first: `credit_days`, and where that is taken `credit_days_2`. */
function newRowId(rows: PolicyRows, when: readonly FactTest[]): string {
  const stem = (when[0]?.fact ?? 'always').replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  const isFree = (id: string): boolean => !rows.some(row => row.rowId === id);
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? stem : `${stem}_${n}`;
    if (isFree(id)) return id;
  }
}

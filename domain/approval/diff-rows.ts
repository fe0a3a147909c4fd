import { canonicalJson } from '../quote/canonical-package.ts';
import { approvalRoles, type PolicyRow, type PolicyRows } from './policy.ts';

export type RowPart = 'when' | 'roles' | 'text/ru' | 'text/kk' | 'text/en' | 'place';

/** Where two tables differ: a whole row that only one of them has (`part` null), or one part of a row of both. The place of a row is the id of the row it follows, null at the top. */
export type RowDifference = Readonly<{ kind: 'added' | 'removed' | 'changed'; rowId: string; part: RowPart | null; was: unknown; now: unknown }>;

/** What changed from one table to another, in the order of the second; rows that are gone come last. Rows that had to make room for others have not moved. */
export function diffRows(was: PolicyRows, now: PolicyRows): RowDifference[] {
  const moved = movedRows(was, now);
  const gone = was.filter(row => !has(now, row.rowId)).map((row): RowDifference => ({ kind: 'removed', rowId: row.rowId, part: null, was: row, now: null }));
  return [...now.flatMap(row => diffRow(row, { was, now, moved })), ...gone];
}

type Tables = Readonly<{ was: PolicyRows; now: PolicyRows; moved: ReadonlySet<string> }>;

function diffRow(row: PolicyRow, { was, now, moved }: Tables): RowDifference[] {
  const { rowId } = row;
  const before = was.find(each => each.rowId === rowId);
  if (!before) return [{ kind: 'added', rowId, part: null, was: null, now: row }];
  const [old, current] = [partsOf(before), partsOf(row)];
  const changed = (Object.keys(current) as (keyof typeof current)[]).filter(part => canonicalJson(old[part]) !== canonicalJson(current[part]));
  const parts = changed.map((part): RowDifference => ({ kind: 'changed', rowId, part, was: old[part], now: current[part] }));
  return moved.has(rowId) ? [...parts, { kind: 'changed', rowId, part: 'place', was: placeOf(rowId, was), now: placeOf(rowId, now) }] : parts;
}

/** The order in which a row names its roles says nothing: they are asked in an order of their own. */
const partsOf = ({ when, roles, text }: PolicyRow) => ({ when, roles: approvalRoles.filter(role => roles.includes(role)), 'text/ru': text.ru, 'text/kk': text.kk, 'text/en': text.en });

const placeOf = (rowId: string, rows: PolicyRows): string | null => rows[rows.findIndex(row => row.rowId === rowId) - 1]?.rowId ?? null;

const has = (rows: PolicyRows, rowId: string): boolean => rows.some(row => row.rowId === rowId);

/** The fewest rows of both tables that must be taken out and put elsewhere to come from one order to the other. */
function movedRows(was: PolicyRows, now: PolicyRows): ReadonlySet<string> {
  const common = was.filter(row => has(now, row.rowId)).map(row => row.rowId);
  const places = common.map(id => now.findIndex(row => row.rowId === id));
  const stay = longestRise(places);
  return new Set(common.filter((_, at) => !stay.has(places[at] ?? -1)));
}

/** The members of a longest rising subsequence of numbers that differ from each other. */
function longestRise(values: readonly number[]): ReadonlySet<number> {
  const best: number[][] = [];
  for (const value of values) {
    const before = best.filter(rise => (rise.at(-1) ?? -1) < value).reduce<number[]>((longest, rise) => (rise.length > longest.length ? rise : longest), []);
    best.push([...before, value]);
  }
  return new Set(best.reduce((longest, rise) => (rise.length > longest.length ? rise : longest), []));
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeRows } from '../../../domain/approval/change-rows.ts';
import { defaultPolicy } from '../../../domain/approval/default-policy.ts';
import { diffRows } from '../../../domain/approval/diff-rows.ts';
import type { PolicyRow, PolicyRows } from '../../../domain/approval/policy.ts';
import { holdsForAll } from '../holds-for-all.ts';

const [everyDeal, amount] = defaultPolicy as [PolicyRow, PolicyRow];
const without = (rowId: string): PolicyRows => defaultPolicy.filter(row => row.rowId !== rowId);
const named = (was: PolicyRows, now: PolicyRows) => diffRows(was, now).map(({ kind, rowId, part }) => [kind, rowId, part]);

const rowIds = ['a', 'b', 'c', 'd', 'e', 'f'];
const rowOf = (rowId: string) =>
  fc.record({
    rowId: fc.constant(rowId),
    when: fc.constantFrom([{ fact: 'creditDays', op: 'above', value: 5 } as const], []),
    roles: fc.constantFrom(['manager'] as const, ['manager', 'cfo'] as const),
    text: fc.record({ ru: fc.constantFrom('р', 'с'), kk: fc.constant('қ'), en: fc.constantFrom('e', 'f') }),
  });
const tables: fc.Arbitrary<PolicyRows> = fc.shuffledSubarray(rowIds, { minLength: 1 }).chain(ids => fc.tuple(...ids.map(rowOf)));

/** Makes `was` into `now` by the rows alone that a difference names, one change after another as the page makes them. */
function mended(was: PolicyRows, now: PolicyRows): PolicyRows {
  const differences = diffRows(was, now);
  const touched = new Set(differences.map(({ rowId }) => rowId));
  let rows = was;
  for (const { rowId } of differences.filter(({ kind }) => kind === 'removed')) rows = changeRows(rows, { type: 'remove', rowId }).rows;
  for (const [at, row] of now.entries()) {
    if (!touched.has(row.rowId)) continue;
    if (!rows.some(each => each.rowId === row.rowId)) rows = [...rows, row];
    // A row whose place no difference names stays where it is.
    const moves = differences.some(({ rowId, part, kind }) => rowId === row.rowId && (part === 'place' || kind === 'added'));
    const after = moves ? now[at - 1] : rows[rows.findIndex(each => each.rowId === row.rowId) - 1];
    rows = changeRows(rows, { type: 'edit', rowId: row.rowId, row, after: after?.rowId ?? null }).rows;
  }
  return rows;
}

describe('the differences of two approval tables', () => {
  it('name the part of a row, was and now', () => {
    const changed = defaultPolicy.map(row => (row === amount ? { ...row, roles: ['manager' as const], text: { ...row.text, en: 'Too much.' } } : row));
    expect(diffRows(defaultPolicy, changed)).toEqual([
      { kind: 'changed', rowId: 'amount', part: 'roles', was: ['manager', 'lawyer', 'cfo', 'director'], now: ['manager'] },
      { kind: 'changed', rowId: 'amount', part: 'text/en', was: amount.text.en, now: 'Too much.' },
    ]);
  });

  it('name a row that came and one that went as a whole', () => {
    expect(diffRows(without('amount'), without('contract')).map(({ kind, rowId, was, now }) => [kind, rowId, was === null, now === null])).toEqual([
      ['added', 'amount', true, false],
      ['removed', 'contract', false, true],
    ]);
  });

  it('tell of the row that moved, and not of those that made room for it', () => {
    expect(named(defaultPolicy, [...without('amount'), amount])).toEqual([['changed', 'amount', 'place']]);
    expect(named(defaultPolicy, [amount, ...without('amount')])).toHaveLength(1);
    expect(named(without('amount'), [everyDeal, amount, ...without('amount').slice(1)])).toEqual([['added', 'amount', null]]);
  });

  it('are none between equal tables, in whatever order a row names its roles', () => {
    const turned = defaultPolicy.map(row => ({ ...row, roles: row.roles.toReversed() }));
    expect(diffRows(defaultPolicy, turned)).toEqual([]);
  });

  it('are all there is: the rows they name make the other table', () => {
    holdsForAll(
      'differences of tables',
      fc.property(tables, tables, (was, now) => {
        expect(mended(was, now)).toEqual(now);
        expect(diffRows(was, was)).toEqual([]);
      }),
      500,
    );
  });
});

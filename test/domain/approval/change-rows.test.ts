import { describe, expect, it } from 'vitest';
import { changeRows, type RowChange } from '../../../domain/approval/change-rows.ts';
import { compareRoutes } from '../../../domain/approval/compare-routes.ts';
import { defaultPolicy } from '../../../domain/approval/default-policy.ts';
import { typicalFacts } from '../../../domain/approval/example-packages.ts';
import type { PolicyRow } from '../../../domain/approval/policy.ts';
import { refusalOf } from '../refusal.ts';

const text = { ru: 'р', kk: 'қ', en: 'e' };
const row = { when: [{ fact: 'creditDays', op: 'above', value: 60 }], roles: ['director'], text } as const satisfies Omit<PolicyRow, 'rowId'>;
const idsAfter = (change: RowChange) => changeRows(defaultPolicy, change).rows.map(each => each.rowId);
const ids = defaultPolicy.map(each => each.rowId);

describe('changing the approval table', () => {
  it('adds a row in its place, named after what it asks first', () => {
    const added = changeRows(defaultPolicy, { type: 'add', row, after: 'credit_days' });
    expect(added.rowId).toBe('credit_days_2');
    expect(added.rows.map(each => each.rowId)).toEqual([...ids.slice(0, 5), 'credit_days_2', ...ids.slice(5)]);
    expect(changeRows(defaultPolicy, { type: 'add', row: { ...row, when: [] }, after: null }).rows[0]).toEqual({ rowId: 'always', ...row, when: [] });
  });

  it('edits a row and moves it, and leaves it where it was', () => {
    const stays = changeRows(defaultPolicy, { type: 'edit', rowId: 'amount', row, after: 'every_deal' });
    expect(stays.rows.map(each => each.rowId)).toEqual(ids);
    expect(stays.rows[1]).toEqual({ rowId: 'amount', ...row });
    expect(idsAfter({ type: 'edit', rowId: 'amount', row, after: 'credit_limit' })).toEqual([ids[0], ...ids.slice(2), 'amount']);
  });

  it('removes a row, and refuses to touch one that is no longer there', () => {
    expect(idsAfter({ type: 'remove', rowId: 'contract' })).toEqual(ids.filter(id => id !== 'contract'));
    for (const change of [
      { type: 'remove', rowId: 'gone' },
      { type: 'edit', rowId: 'gone', row, after: null },
      { type: 'add', row, after: 'gone' },
    ] as const)
      expect(refusalOf(() => changeRows(defaultPolicy, change))).toMatchObject({ code: 'not_found', data: { row_id: 'gone' } });
  });
});

describe('comparing two tables', () => {
  it('tells who would decide before and after, and whether that differs', () => {
    const after = changeRows(defaultPolicy, { type: 'remove', rowId: 'credit_days' }).rows;
    const facts = { ...typicalFacts, creditDays: 45 };
    expect(compareRoutes(facts, { before: defaultPolicy, after })).toEqual({ before: ['manager', 'lawyer', 'cfo', 'director'], after: ['manager'], changed: true });
    expect(compareRoutes(typicalFacts, { before: defaultPolicy, after }).changed).toBe(false);
  });
});

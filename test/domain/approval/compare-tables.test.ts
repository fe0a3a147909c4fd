import { describe, expect, it } from 'vitest';
import { compareTables } from '../../../domain/approval/compare-tables.ts';
import { defaultPolicy } from '../../../domain/approval/default-policy.ts';
import type { PolicyRow } from '../../../domain/approval/policy.ts';

const [everyDeal, amount, ...others] = defaultPolicy as [PolicyRow, PolicyRow, ...PolicyRow[]];
const margin: PolicyRow = { rowId: 'margin', when: [{ fact: 'marginPercent', op: 'below', value: '10' }], roles: ['cfo'], text: { ru: 'Маржа', kk: 'Маржа', en: 'Margin' } };

describe('two versions of the approval table', () => {
  it('that say the same differ in nothing, in whatever order the database has kept the words', () => {
    const kept = defaultPolicy.map(({ text, roles, when, rowId }) => ({ text, roles, when: when.map(({ value, op, fact }) => ({ value, op, fact })), rowId }));
    expect(compareTables(defaultPolicy, kept)).toEqual({ rows: [], reordered: false, routes: [] });
  });

  it('differ in rows added, removed and changed, each with both sides', () => {
    const higher = { ...amount, when: [{ fact: 'grossMinor' as const, op: 'above' as const, value: 200_000_000 }] };
    const { rows, reordered } = compareTables(defaultPolicy, [everyDeal, higher, margin, ...others.slice(1)]);
    expect(rows).toEqual([
      { rowId: 'amount', change: 'changed', before: amount, after: higher },
      { rowId: 'margin', change: 'added', before: null, after: margin },
      { rowId: others[0]?.rowId, change: 'removed', before: others[0], after: null },
    ]);
    expect(reordered).toBe(false);
  });

  it('differ in the order of the rows that both have', () => {
    expect(compareTables(defaultPolicy, [amount, everyDeal, ...others])).toMatchObject({ rows: [], reordered: true, routes: [] });
    expect(compareTables(defaultPolicy, [margin, ...defaultPolicy])).toMatchObject({ reordered: false });
  });

  it('say which deals go another way', () => {
    const { routes } = compareTables(defaultPolicy, [...defaultPolicy, margin]);
    expect(routes).toMatchObject([{ facts: { marginPercent: '9' }, before: ['manager'], after: ['manager', 'cfo'], changed: true }]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { warnOfPolicy } from '../../../domain/approval/check-holders.ts';
import { checkPolicy } from '../../../domain/approval/check-policy.ts';
import { defaultPolicy } from '../../../domain/approval/default-policy.ts';
import { examplePackages, typicalFacts } from '../../../domain/approval/example-packages.ts';
import { implies, isImpossible } from '../../../domain/approval/fact-tests.ts';
import { holds } from '../../../domain/approval/plan-route.ts';
import type { ApprovalRole, FactTest, PolicyRow } from '../../../domain/approval/policy.ts';
import { superiorCircle } from '../../../domain/approval/superior-circle.ts';
import { holdsForAll } from '../holds-for-all.ts';

const text = { ru: 'р', kk: 'қ', en: 'e' };
const always: PolicyRow = { rowId: 'always', when: [], roles: ['manager'], text };
const row = (rowId: string, when: FactTest[], roles: ApprovalRole[] = ['cfo']): PolicyRow => ({ rowId, when, roles, text });
const gross = (op: 'above' | 'below', value: number): FactTest => ({ fact: 'grossMinor', op, value });
const contract = (op: 'is' | 'is_not', value: string): FactTest => ({ fact: 'contractType', op, value });
const flag = (fact: 'hasSpecialTerms' | 'foreignCurrency', value: boolean, op: 'is' | 'is_not' = 'is'): FactTest => ({ fact, op, value });
const unreachableIn = (...rows: PolicyRow[]) =>
  checkPolicy([always, ...rows])
    .filter(problem => problem.code === 'unreachable_row')
    .map(problem => `${problem.rowId} by ${problem.byRowId ?? 'itself'}`);

describe('a row that an earlier one makes needless', () => {
  it.each<[string, PolicyRow[], string[]]>([
    ['a higher limit after a lower one', [row('a', [gross('above', 100)]), row('b', [gross('above', 200)])], ['b by a']],
    ['the same limit again', [row('a', [gross('above', 100)]), row('b', [gross('above', 100)])], ['b by a']],
    ['a narrower row after a wider one', [row('a', [gross('above', 100)]), row('b', [gross('above', 100), flag('hasSpecialTerms', true)])], ['b by a']],
    ['fewer roles under the same tests', [row('a', [gross('above', 100)], ['lawyer', 'cfo']), row('b', [gross('above', 150)], ['lawyer'])], ['b by a']],
    ['the manager, whom the first row asks always', [row('a', [gross('above', 100)], ['manager'])], ['a by always']],
    ['a margin below a lower limit', [row('a', [{ fact: 'marginPercent', op: 'below', value: '20' }]), row('b', [{ fact: 'marginPercent', op: 'below', value: '10.00' }])], ['b by a']],
    ['one contract among those that are not standard', [row('a', [contract('is_not', 'standard')]), row('b', [contract('is', 'amended')])], ['b by a']],
    ['neither of two contracts, which leaves the third', [row('a', [contract('is', 'amended')]), row('b', [contract('is_not', 'standard'), contract('is_not', 'customer_template')])], ['b by a']],
    ['not false, which is true', [row('a', [flag('hasSpecialTerms', true)]), row('b', [flag('hasSpecialTerms', false, 'is_not')])], ['b by a']],
    ['no contract at all', [row('a', [contract('is_not', 'standard'), contract('is_not', 'amended'), contract('is_not', 'customer_template')])], ['a by itself']],
    ['a limit on the sum of a deal in a foreign currency', [row('a', [flag('foreignCurrency', true), gross('above', 5)])], ['a by itself']],
  ])('finds %s', (_, rows, found) => {
    expect(unreachableIn(...rows)).toEqual(found);
  });

  it.each<[string, PolicyRow[]]>([
    ['a lower limit after a higher one', [row('a', [gross('above', 200)]), row('b', [gross('above', 100)])]],
    ['one more role under stricter tests', [row('a', [gross('above', 100)]), row('b', [gross('above', 200)], ['cfo', 'director'])]],
    ['another fact', [row('a', [gross('above', 100)]), row('b', [{ fact: 'customerOverdueMinor', op: 'above', value: 200 }])]],
    ['the other direction', [row('a', [gross('above', 100)]), row('b', [gross('below', 50)])]],
    ['a wider row after a narrower one', [row('a', [gross('above', 100), flag('hasSpecialTerms', true)]), row('b', [gross('above', 100)])]],
    ['a row after one that is at fault itself', [row('a', [{ fact: 'grossMinor', op: 'above', value: 'many' }]), row('b', [gross('above', 100)])]],
  ])('lets %s stand', (_, rows) => {
    expect(unreachableIn(...rows)).toEqual([]);
  });

  it('names the test at fault by its place in the row', () => {
    const wrong = row('a', [gross('above', 5), { fact: 'creditDays', op: 'above', value: 'many' }]);
    expect(checkPolicy([always, wrong])).toMatchObject([{ rowId: 'a', code: 'wrong_value', testAt: 1 }]);
  });

  const aTest: fc.Arbitrary<FactTest> = fc.oneof(
    fc.record({ fact: fc.constantFrom('grossMinor' as const, 'creditDays' as const), op: fc.constantFrom('above' as const, 'below' as const), value: fc.integer({ min: -1, max: 6 }) }),
    fc.record({ fact: fc.constant('marginPercent' as const), op: fc.constantFrom('above' as const, 'below' as const), value: fc.integer({ min: -2, max: 3 }).map(n => `${n}.5`) }),
    fc.record({
      fact: fc.constant('contractType' as const),
      op: fc.constantFrom('is' as const, 'is_not' as const),
      value: fc.constantFrom('standard', 'amended', 'customer_template'),
    }),
    fc.record({ fact: fc.constantFrom('foreignCurrency' as const, 'hasSpecialTerms' as const), op: fc.constantFrom('is' as const, 'is_not' as const), value: fc.boolean() }),
  );
  const facts = fc.record({
    grossMinor: fc.integer({ min: 0, max: 7 }),
    creditDays: fc.integer({ min: 0, max: 7 }),
    marginPercent: fc.oneof(fc.constant(null), fc.integer({ min: -4, max: 5 }).map(String)),
    contractType: fc.constantFrom('standard' as const, 'amended' as const, 'customer_template' as const),
    hasSpecialTerms: fc.boolean(),
    foreignCurrency: fc.boolean(),
  });

  it('is judged as packages are: what implies a test is satisfied by no package that fails it, and what is impossible by none', () => {
    holdsForAll(
      'implied tests hold',
      fc.property(fc.array(aTest, { minLength: 1, maxLength: 3 }), aTest, facts, (tests, test, some) => {
        const one = { ...typicalFacts, ...some, grossMinor: some.foreignCurrency ? null : some.grossMinor };
        if (!tests.every(each => holds(each, one))) return;
        expect(isImpossible(tests)).toBe(false);
        if (implies(tests, test)) expect(holds(test, one)).toBe(true);
      }),
      3_000,
    );
  });
});

describe('example packages', () => {
  it('are a typical one, and for each row of the table one that just satisfies it', () => {
    const examples = examplePackages(defaultPolicy);
    expect(examples[0]).toEqual({ rowId: null, facts: typicalFacts });
    expect(examples.slice(1).map(example => example.rowId)).toEqual(defaultPolicy.slice(1).map(each => each.rowId));
    expect(examples.find(example => example.rowId === 'amount')?.facts).toEqual({ ...typicalFacts, grossMinor: 100_000_100 });
    expect(examples.find(example => example.rowId === 'discount')?.facts.maxDiscountPercent).toBe('6');
    expect(examples.find(example => example.rowId === 'foreign_currency')?.facts).toMatchObject({ foreignCurrency: true, grossMinor: null });
  });

  it('keep between two limits, below a margin, and leave a row out that nothing satisfies', () => {
    const between = row('between', [gross('above', 100), gross('below', 102)]);
    const margin = row('margin', [{ fact: 'marginPercent', op: 'below', value: '0.5' }]);
    const never = row('never', [flag('foreignCurrency', true), gross('above', 5)]);
    const made = examplePackages([between, margin, never]);
    expect(made.map(example => example.rowId)).toEqual([null, 'between', 'margin']);
    expect(made[1]?.facts.grossMinor).toBe(101);
    expect(made[2]?.facts.marginPercent).toBe('-0.5');
  });
});

describe('roles that nobody holds', () => {
  const person = (roles: string[], active = true) => ({ roles, active });

  it('are warned of with the rows that ask for them, and only where the table does', () => {
    const people = [person(['manager']), person(['lawyer'], false), person(['cfo', 'director'])];
    expect(warnOfPolicy(defaultPolicy, people)).toMatchObject([{ code: 'role_without_holder', role: 'lawyer', rowIds: defaultPolicy.slice(1).map(each => each.rowId) }]);
    expect(warnOfPolicy([always], people)).toEqual([]);
  });
});

describe('a circle of superiors', () => {
  const people = [
    { personId: 'a', superiorId: 'b' },
    { personId: 'b', superiorId: 'c' },
    { personId: 'c', superiorId: null },
    { personId: 'x', superiorId: 'y' },
    { personId: 'y', superiorId: 'x' },
  ];

  it('is named from the person to the person again', () => {
    expect(superiorCircle('c', 'a', people)).toEqual(['c', 'a', 'b', 'c']);
    expect(superiorCircle('c', 'c', people)).toEqual(['c', 'c']);
  });

  it('is none where the line ends, nor where it meets a circle that the person is not on', () => {
    expect(superiorCircle('a', 'c', people)).toBeNull();
    expect(superiorCircle('a', null, people)).toBeNull();
    expect(superiorCircle('a', 'x', people)).toBeNull();
  });
});

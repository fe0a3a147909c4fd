import { describe, expect, it } from 'vitest';
import { checkPolicy } from '../../../domain/approval/check-policy.ts';
import { defaultPolicy } from '../../../domain/approval/default-policy.ts';
import { type ApprovalFacts, approvalFacts } from '../../../domain/approval/facts.ts';
import { isTypicalRoute, planRoute } from '../../../domain/approval/plan-route.ts';
import type { PolicyRow, PolicyRows } from '../../../domain/approval/policy.ts';
import { pumps, samplePackage } from '../quote/sample-package.ts';

const typical: ApprovalFacts = {
  grossMinor: 100_000_000,
  foreignCurrency: false,
  maxDiscountPercent: '5.00',
  creditDays: 14,
  contractType: 'standard',
  hasSpecialTerms: false,
  customerOverdueMinor: 0,
  overCreditLimit: false,
  marginPercent: null,
};
const text = { ru: 'р', kk: 'қ', en: 'e' };
const always: PolicyRow = { rowId: 'always', when: [], roles: ['manager'], text };
const rolesFor = (facts: ApprovalFacts) => planRoute(facts, defaultPolicy).steps.map(step => step.role);
const problemsOf = (...rows: PolicyRow[]) => checkPolicy([always, ...rows]).map(problem => `${problem.rowId}: ${problem.code}`);

describe('the default route', () => {
  it('asks the manager alone on a deal at every typical limit', () => {
    const route = planRoute(typical, defaultPolicy);
    expect(route.steps.map(step => [step.role, step.why.map(reason => reason.rowId)])).toEqual([['manager', ['every_deal']]]);
    expect(isTypicalRoute(route)).toBe(true);
  });

  it.each<[string, Partial<ApprovalFacts>]>([
    ['amount', { grossMinor: 100_000_001 }],
    ['foreign_currency', { grossMinor: null, foreignCurrency: true }],
    ['discount', { maxDiscountPercent: '5.01' }],
    ['credit_days', { creditDays: 15 }],
    ['contract', { contractType: 'amended' }],
    ['special_terms', { hasSpecialTerms: true }],
    ['customer_overdue', { customerOverdueMinor: 1 }],
    ['credit_limit', { overCreditLimit: true }],
  ])('asks all four in order where %s alone passes its limit, and says so to each', (rowId, change) => {
    const route = planRoute({ ...typical, ...change }, defaultPolicy);
    expect(rolesFor({ ...typical, ...change })).toEqual(['manager', 'lawyer', 'cfo', 'director']);
    expect(route.steps.map(step => step.why.map(reason => reason.rowId))).toEqual([['every_deal', rowId], [rowId], [rowId], [rowId]]);
    expect(isTypicalRoute(route)).toBe(false);
  });

  it('names every limit that was passed, with the value and the limit', () => {
    const route = planRoute({ ...typical, grossMinor: 145_000_050, maxDiscountPercent: '7.5', creditDays: 30 }, defaultPolicy);
    expect(route.steps[1]?.why.map(reason => reason.text.ru.replaceAll('\u00A0', ' '))).toEqual([
      'Сумма 1 450 000,50 ₸ больше типовой: до 1 000 000 ₸.',
      'Скидка 7.5 % больше типовой: до 5 %.',
      'Отсрочка в днях: 30, типовая — до 14.',
    ]);
    expect(route.steps[1]?.why[0]?.text.en.replaceAll('\u00A0', ' ')).toBe('The total of 1 450 000.50 ₸ is above the typical limit of 1 000 000 ₸.');
  });

  it('leaves no text unfilled and speaks three languages', () => {
    const everything: ApprovalFacts = {
      grossMinor: 9e9,
      foreignCurrency: true,
      maxDiscountPercent: '50',
      creditDays: 90,
      contractType: 'amended',
      hasSpecialTerms: true,
      customerOverdueMinor: 5,
      overCreditLimit: true,
      marginPercent: '-3',
    };
    const reasons = planRoute(everything, defaultPolicy).steps.flatMap(step => step.why);
    for (const { text: words } of reasons) for (const each of [words.ru, words.kk, words.en]) expect(each).toMatch(/^[^{}]+\.$/);
    expect(new Set(reasons.map(reason => reason.rowId)).size).toBe(defaultPolicy.length);
  });

  it('takes discount, credit days, contract and special terms from the package', () => {
    const content = { ...samplePackage, lines: [pumps, { ...pumps, discountPercent: '10' }, { ...pumps, discountPercent: '9.5' }] };
    expect(approvalFacts(content, { grossMinor: 1, foreignCurrency: false, customerOverdueMinor: 0, overCreditLimit: false, marginPercent: null }, '2026-11-20')).toEqual({
      grossMinor: 1,
      foreignCurrency: false,
      customerOverdueMinor: 0,
      overCreditLimit: false,
      marginPercent: null,
      maxDiscountPercent: '10',
      creditDays: 14,
      contractType: 'standard',
      hasSpecialTerms: false,
    });
  });
});

describe('a changed policy', () => {
  it('adds an approver below a margin, and leaves an unknown margin alone', () => {
    const policy: PolicyRows = [always, { rowId: 'margin', when: [{ fact: 'marginPercent', op: 'below', value: '12.5' }], roles: ['director'], text }];
    const rolesAt = (marginPercent: string | null) => planRoute({ ...typical, marginPercent }, policy).steps.map(step => step.role);
    expect([rolesAt('12.4'), rolesAt('12.50'), rolesAt('-3'), rolesAt(null)]).toEqual([['manager', 'director'], ['manager'], ['manager', 'director'], ['manager']]);
  });

  it('keeps the order of the roles whatever the order of the rows', () => {
    const policy: PolicyRows = [{ rowId: 'd', when: [], roles: ['director', 'lawyer'], text }, always];
    expect(planRoute(typical, policy).steps.map(step => step.role)).toEqual(['manager', 'lawyer', 'director']);
  });
});

describe('checking a policy', () => {
  it('finds nothing wrong with the default', () => {
    expect(checkPolicy(defaultPolicy)).toEqual([]);
  });

  it('refuses a table by which somebody could be approved by nobody', () => {
    const limited: PolicyRow = { ...always, when: [{ fact: 'grossMinor', op: 'above', value: 5 }] };
    expect([checkPolicy([]), checkPolicy([limited])].map(problems => problems.map(problem => problem.code))).toEqual([['empty_route'], ['empty_route']]);
  });

  it.each<[string, PolicyRow, string[]]>([
    ['an unknown fact', JSON.parse('{"rowId":"x","when":[{"fact":"colour","op":"is","value":"red"}],"roles":["cfo"],"text":{}}') as PolicyRow, ['x: unknown_fact']],
    ['an unknown role', JSON.parse('{"rowId":"x","when":[{"fact":"creditDays","op":"above","value":3}],"roles":["janitor"],"text":{}}') as PolicyRow, ['x: unknown_role']],
    ['no roles', { rowId: 'x', when: [{ fact: 'creditDays', op: 'above', value: 3 }], roles: [], text }, ['x: no_roles']],
    ['a second row of the same id', { rowId: 'always', when: [{ fact: 'creditDays', op: 'above', value: 3 }], roles: ['cfo'], text }, ['always: duplicate_row_id']],
    ['a percent as a number', { rowId: 'x', when: [{ fact: 'maxDiscountPercent', op: 'above', value: 5 }], roles: ['cfo'], text }, ['x: wrong_value']],
    ['a contract that is compared', { rowId: 'x', when: [{ fact: 'contractType', op: 'above', value: 'standard' }], roles: ['cfo'], text }, ['x: wrong_value']],
    ['a sum below zero', { rowId: 'x', when: [{ fact: 'grossMinor', op: 'below', value: 0 }], roles: ['cfo'], text }, ['x: unreachable_row']],
    ['a discount above 100', { rowId: 'x', when: [{ fact: 'maxDiscountPercent', op: 'above', value: '100' }], roles: ['cfo'], text }, ['x: unreachable_row']],
    [
      'tests that exclude each other',
      {
        rowId: 'x',
        when: [
          { fact: 'creditDays', op: 'above', value: 9 },
          { fact: 'creditDays', op: 'below', value: 10 },
        ],
        roles: ['cfo'],
        text,
      },
      ['x: unreachable_row'],
    ],
    [
      'two contracts at once',
      {
        rowId: 'x',
        when: [
          { fact: 'contractType', op: 'is', value: 'standard' },
          { fact: 'contractType', op: 'is', value: 'amended' },
        ],
        roles: ['cfo'],
        text,
      },
      ['x: unreachable_row'],
    ],
    ['a repetition of an earlier row', { rowId: 'x', when: [], roles: ['manager'], text }, ['x: unreachable_row']],
    [
      'nothing wrong',
      {
        rowId: 'x',
        when: [
          { fact: 'creditDays', op: 'above', value: 9 },
          { fact: 'creditDays', op: 'below', value: 11 },
        ],
        roles: ['cfo'],
        text,
      },
      [],
    ],
  ])('finds %s', (_, row, problems) => {
    expect(problemsOf(row)).toEqual(problems);
  });
});

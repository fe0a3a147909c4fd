import { describe, expect, it } from 'vitest';
import { changedRules, compareRules, rulesOfCompany, rulesOutOfBounds } from '../../../domain/approval/rules.ts';
import { defaultCompanyPolicy } from '../../../domain/policy/company-policy.ts';

const rules = rulesOfCompany({ ...defaultCompanyPolicy, stepUp: { aboveMinor: 500 } });

describe('the rules of rounds', () => {
  it('begin with what the company’s file says', () => {
    expect(rules).toEqual({ slaMinutes: { manager: 240, lawyer: 960, cfo: 480, director: 480 }, finalLimitWorkingDays: 15, undoSeconds: 60, stepUpAboveMinor: 500, keepUnchangedApprovals: true });
  });

  it('are compared field by field, the role of an SLA named', () => {
    expect(compareRules(rules, rules)).toEqual([]);
    expect(compareRules(rules, { ...rules, slaMinutes: { ...rules.slaMinutes, cfo: 60 }, stepUpAboveMinor: null })).toEqual([
      { field: 'slaMinutes.cfo', before: 480, after: 60 },
      { field: 'stepUpAboveMinor', before: 500, after: null },
    ]);
  });

  it('take a change over what others have changed meanwhile, and leave their fields alone', () => {
    const theirs = { ...rules, slaMinutes: { ...rules.slaMinutes, manager: 120, cfo: 90 }, undoSeconds: 0, stepUpAboveMinor: null };
    const mine = { ...rules, slaMinutes: { ...rules.slaMinutes, cfo: 60 }, keepUnchangedApprovals: false };
    expect(changedRules(theirs, { read: rules, wanted: mine })).toEqual({
      ...{ slaMinutes: { manager: 120, lawyer: 960, cfo: 60, director: 480 }, finalLimitWorkingDays: 15 },
      ...{ undoSeconds: 0, stepUpAboveMinor: null, keepUnchangedApprovals: false },
    });
  });

  it.each([
    ['a step without time', { slaMinutes: { ...rules.slaMinutes, lawyer: 0 } }, 'slaMinutes.lawyer'],
    ['half a minute', { slaMinutes: { ...rules.slaMinutes, lawyer: 0.5 } }, 'slaMinutes.lawyer'],
    ['a round without end', { finalLimitWorkingDays: 251 }, 'finalLimitWorkingDays'],
    ['an undo window of more than an hour', { undoSeconds: 3_601 }, 'undoSeconds'],
    ['a code below nothing', { stepUpAboveMinor: -1 }, 'stepUpAboveMinor'],
  ])('are out of bounds with %s', (_, change, field) => {
    expect(rulesOutOfBounds({ ...rules, ...change }).map(each => each.field)).toEqual([field]);
    expect(rulesOutOfBounds(rules)).toEqual([]);
  });
});

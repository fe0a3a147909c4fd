import { describe, expect, it } from 'vitest';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import type { DueTerms } from '../../../domain/quote/package.ts';
import { longestCreditDays } from '../../../domain/terms/credit-days.ts';
import { dueOnByTerms, type Roll } from '../../../domain/terms/due-date.ts';
import { refusalOf } from '../refusal.ts';

const calendar = kazakhstanCalendar({ fromYear: 2026, toYear: 2027 });
const dueOn = (due: DueTerms, issuedOn: string, deliveredOn: string | null = null, roll: Roll = 'following') => dueOnByTerms({ due, issuedOn, deliveredOn, calendar, roll });

describe('due dates', () => {
  it.each<[string, DueTerms, string, string | null, string]>([
    ['14 days from a Friday', { type: 'net_days', days: 14 }, '2026-11-20', null, '2026-12-04'],
    ['14 days that end on Independence Day', { type: 'net_days', days: 14 }, '2026-12-02', null, '2026-12-17'],
    ['3 days that end on a Sunday', { type: 'net_days', days: 3 }, '2026-11-26', null, '2026-11-30'],
    ['0 days on a working day', { type: 'net_days', days: 0 }, '2026-11-24', null, '2026-11-24'],
    ['5 business days over Nauryz', { type: 'business_days', days: 5 }, '2026-03-19', null, '2026-03-31'],
    ['the end of month + 10', { type: 'end_of_month_plus', days: 10 }, '2026-02-05', null, '2026-03-10'],
    ['the end of month itself, a Sunday', { type: 'end_of_month_plus', days: 0 }, '2026-05-03', null, '2026-06-01'],
    ['a fixed date on a Saturday', { type: 'on_date', on: '2026-12-05' }, '2026-11-20', null, '2026-12-07'],
    ['a fixed date that has passed', { type: 'on_date', on: '2026-11-01' }, '2026-11-20', null, '2026-11-20'],
    ['10 days after the delivery', { type: 'after_delivery_days', days: 10 }, '2026-11-20', '2026-11-25', '2026-12-07'],
    ['after a delivery long before the invoice', { type: 'after_delivery_days', days: 1 }, '2026-11-20', '2026-11-02', '2026-11-20'],
  ])('%s', (_, due, issuedOn, deliveredOn, expected) => {
    expect(dueOn(due, issuedOn, deliveredOn)).toBe(expected);
  });

  it('refuses to count from a delivery that has not been', () => {
    expect(refusalOf(() => dueOn({ type: 'after_delivery_days', days: 10 }, '2026-11-20')).code).toBe('wrong_stage');
  });

  it('rolls as it is told', () => {
    const saturday: DueTerms = { type: 'on_date', on: '2026-10-31' };
    expect((['following', 'preceding', 'modified_following', 'none'] as const).map(roll => dueOn(saturday, '2026-10-01', null, roll))).toEqual([
      '2026-11-02',
      '2026-10-30',
      '2026-10-30',
      '2026-10-31',
    ]);
    expect(dueOn({ type: 'on_date', on: '2026-10-24' }, '2026-10-01', null, 'modified_following')).toBe('2026-10-27');
  });
});

describe('credit days', () => {
  it('is the longest of all terms in calendar days', () => {
    const terms = (due: DueTerms, others: DueTerms[] = []) => ({ due, special: [], instalments: others.map(each => ({ percent: '50', due: each })) });
    expect(longestCreditDays(terms({ type: 'net_days', days: 14 }), '2026-11-20')).toBe(14);
    expect(longestCreditDays(terms({ type: 'business_days', days: 10 }), '2026-11-20')).toBe(14);
    expect(longestCreditDays(terms({ type: 'end_of_month_plus', days: 10 }), '2026-11-20')).toBe(41);
    expect(longestCreditDays(terms({ type: 'on_date', on: '2026-12-20' }), '2026-11-20')).toBe(30);
    expect(longestCreditDays(terms({ type: 'on_date', on: '2026-01-20' }), '2026-11-20')).toBe(0);
    expect(
      longestCreditDays(
        terms({ type: 'net_days', days: 90 }, [
          { type: 'net_days', days: 3 },
          { type: 'after_delivery_days', days: 10 },
        ]),
        '2026-11-20',
      ),
    ).toBe(10);
  });
});

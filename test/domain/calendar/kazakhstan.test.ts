import { describe, expect, it } from 'vitest';
import { weekdayOf } from '../../../domain/calendar/iso-date.ts';
import { kazakhstanCalendar, kazakhstanYear } from '../../../domain/calendar/kazakhstan.ts';
import { isWorkingDay } from '../../../domain/calendar/work-calendar.ts';

const weekdaysOff = (year: number) =>
  kazakhstanYear(year)
    .days.map(day => day.onDate)
    .filter(onDate => weekdayOf(onDate) <= 5);

describe('days off in Kazakhstan', () => {
  it('are those of the Ministry table in 2026', () => {
    expect(weekdaysOff(2026)).toEqual([
      '2026-01-01',
      '2026-01-02',
      '2026-01-07',
      '2026-03-09',
      '2026-03-23',
      '2026-03-24',
      '2026-03-25',
      '2026-05-01',
      '2026-05-07',
      '2026-05-11',
      '2026-05-27',
      '2026-07-06',
      '2026-10-26',
      '2026-12-16',
    ]);
  });

  it('follow the rule in 2027, Constitution Day on 15 March and Kurban-ait on a Sunday without a transfer', () => {
    expect(weekdaysOff(2027)).toEqual([
      '2027-01-01',
      '2027-01-04',
      '2027-01-07',
      '2027-03-08',
      '2027-03-15',
      '2027-03-22',
      '2027-03-23',
      '2027-03-24',
      '2027-05-03',
      '2027-05-07',
      '2027-05-10',
      '2027-07-06',
      '2027-10-25',
      '2027-12-16',
    ]);
  });

  it('leave 31 August and 16 March 2026 as working days', () => {
    const calendar = kazakhstanCalendar({ fromYear: 2026, toYear: 2026 });
    expect([isWorkingDay('2026-08-31', calendar), isWorkingDay('2026-03-16', calendar), isWorkingDay('2026-03-25', calendar)]).toEqual([true, true, false]);
  });

  it('are provisional in every year that was not compared with the official table', () => {
    expect([2025, 2026, 2027, 2031].map(year => kazakhstanYear(year).provisional)).toEqual([true, false, true, true]);
  });

  it('do not move Orthodox Christmas from a Sunday, as in 2029', () => {
    expect(weekdaysOff(2029).filter(onDate => onDate < '2029-02-01')).toEqual(['2029-01-01', '2029-01-02']);
  });

  it('hold a reckoned Kurban-ait in years without a published date', () => {
    const ait = (year: number) =>
      kazakhstanYear(year)
        .days.filter(day => day.name.en === 'Kurban Ait')
        .map(day => day.onDate);
    expect([ait(2026), ait(2028)]).toEqual([['2026-05-27'], ['2028-05-05']]);
  });

  it('never give two holidays the same day off in their stead', () => {
    for (let year = 2020; year <= 2045; year += 1) {
      const transfers = kazakhstanYear(year)
        .days.filter(day => day.kind === 'transfer')
        .map(day => day.onDate);
      const holidays = kazakhstanYear(year)
        .days.filter(day => day.kind === 'holiday')
        .map(day => day.onDate);
      expect(new Set(transfers).size).toBe(transfers.length);
      expect(transfers.filter(onDate => holidays.includes(onDate) || weekdayOf(onDate) > 5)).toEqual([]);
    }
  });
});

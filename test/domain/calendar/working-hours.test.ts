import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kazakhstanCalendar, kazakhstanYear } from '../../../domain/calendar/kazakhstan.ts';
import { isWorkingDay, type WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import { calendarOfWeek, weekOf } from '../../../domain/calendar/work-week.ts';
import { checkWorkingHours, hoursKey, type WorkingHours } from '../../../domain/calendar/working-hours.ts';
import { addWorkingMinutes, workingMinutesBetween } from '../../../domain/calendar/working-time.ts';
import { localInstant } from '../../../domain/calendar/zone.ts';
import { holdsForAll } from '../holds-for-all.ts';
import { anyHours, anyZone } from './any-hours.ts';

const company = kazakhstanCalendar({ fromYear: 2025, toYear: 2027 });
const own = (hours: WorkingHours | null, zone = 'Asia/Almaty'): WorkCalendar => calendarOfWeek(weekOf({ zone, hours }, company), company);
const almaty = (onDate: string, time: string) => localInstant(onDate, time, 'Asia/Almaty');
const everyDay = [1, 2, 3, 4, 5, 6, 7];

describe('hours of one’s own', () => {
  it.each<[string, WorkingHours, readonly unknown[]]>([
    ['one line', [{ weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' }], []],
    [
      'a morning that ends where the afternoon begins',
      [
        { weekdays: [1], from: '09:00', to: '13:00' },
        { weekdays: [1], from: '13:00', to: '18:00' },
      ],
      [],
    ],
    [
      'the same hours on other days',
      [
        { weekdays: [1, 3], from: '09:00', to: '13:00' },
        { weekdays: [2, 4], from: '09:00', to: '13:00' },
      ],
      [],
    ],
    [
      'a night over midnight as two lines',
      [
        { weekdays: [5], from: '22:00', to: '24:00' },
        { weekdays: [6], from: '00:00', to: '04:00' },
      ],
      [],
    ],
    ['no line at all: the clock would never run', [], [{ line: null, part: 'weekdays', code: 'no_hours' }]],
    ['a line without days', [{ weekdays: [], from: '09:00', to: '13:00' }], [{ line: 0, part: 'weekdays', code: 'no_weekdays' }]],
    ['a day twice', [{ weekdays: [1, 1], from: '09:00', to: '13:00' }], [{ line: 0, part: 'weekdays', code: 'weekday_twice' }]],
    ['an end before the beginning, as over midnight in one line', [{ weekdays: [1], from: '22:00', to: '02:00' }], [{ line: 0, part: 'to', code: 'ends_before' }]],
    ['an end at the beginning', [{ weekdays: [1], from: '09:00', to: '09:00' }], [{ line: 0, part: 'to', code: 'ends_before' }]],
    [
      'a beginning at 24:00 and a time that is none',
      [{ weekdays: [1], from: '24:00', to: '25:10' }],
      [
        { line: 0, part: 'from', code: 'time_unreadable' },
        { line: 0, part: 'to', code: 'time_unreadable' },
      ],
    ],
    [
      'two lines that cross on a day',
      [
        { weekdays: [1, 2], from: '09:00', to: '13:00' },
        { weekdays: [3], from: '12:00', to: '18:00' },
        { weekdays: [2], from: '12:59', to: '18:00' },
      ],
      [{ line: 2, part: 'from', code: 'overlaps', otherLine: 0 }],
    ],
    [
      'faults of several lines, in their order',
      [
        { weekdays: [1], from: '13:00', to: '09:00' },
        { weekdays: [], from: '9:00', to: '13:00' },
      ],
      [
        { line: 0, part: 'to' },
        { line: 1, part: 'weekdays' },
        { line: 1, part: 'from' },
      ],
    ],
  ])('are judged: %s', (_, hours, problems) => {
    expect(checkWorkingHours(hours)).toMatchObject(problems);
    expect(checkWorkingHours(hours)).toHaveLength(problems.length);
  });

  it('are the same hours however they were put down', () => {
    const once = hoursKey([{ weekdays: [2, 1], from: '09:00', to: '13:00' }]);
    expect(hoursKey([{ to: '13:00', from: '09:00', weekdays: [1, 2] }])).toBe(once);
    expect(hoursKey([{ weekdays: [1, 2], from: '09:00', to: '13:30' }])).not.toBe(once);
    expect(hoursKey(null)).not.toBe(hoursKey([]));
  });

  it('are lawful in every week that the properties below are about', () => {
    holdsForAll(
      'lawful hours',
      fc.property(anyHours, hours => {
        expect(checkWorkingHours(hours)).toEqual([]);
      }),
    );
  });
});

describe('the calendar of a person', () => {
  it('is the company’s in their own zone where they have no hours of their own', () => {
    const inBerlin = own(null, 'Europe/Berlin');
    expect(inBerlin).toEqual({ ...company, zone: 'Europe/Berlin' });
    expect(addWorkingMinutes(localInstant('2026-11-27', '17:00', 'Europe/Berlin'), 240, inBerlin)).toBe(localInstant('2026-11-30', '12:00', 'Europe/Berlin'));
  });

  const mornings = own([{ weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' }]);
  const nights = own([
    { weekdays: [1, 2, 3, 4, 5], from: '22:00', to: '24:00' },
    { weekdays: [2, 3, 4, 5, 6], from: '00:00', to: '02:00' },
  ]);
  it.each<[string, WorkCalendar, string, string, number, string, string]>([
    ['Thursday noon and 4 hours of a week of mornings is Monday noon', mornings, '2026-11-26', '12:00', 240, '2026-11-30', '12:00'],
    ['Independence Day is nobody’s', mornings, '2026-12-15', '13:00', 240, '2026-12-17', '13:00'],
    ['Nauryz 2026, two days of which fall on a weekend, is nobody’s', mornings, '2026-03-19', '13:00', 120, '2026-03-26', '11:00'],
    ['over New Year 2027 the day off in stead of the 2nd too', mornings, '2026-12-31', '13:00', 240, '2027-01-05', '13:00'],
    ['a night goes on past midnight', nights, '2026-11-24', '23:00', 120, '2026-11-25', '01:00'],
    ['a night that ends with the day ends at its midnight', nights, '2026-11-24', '22:00', 120, '2026-11-25', '00:00'],
    ['the night before a holiday ends at its midnight and goes on after it', nights, '2026-12-15', '23:00', 120, '2026-12-17', '01:00'],
  ])('%s', (_, calendar, fromOn, from, minutes, untilOn, until) => {
    expect(addWorkingMinutes(almaty(fromOn, from), minutes, calendar)).toBe(almaty(untilOn, until));
  });

  it('loses the hour that a clock change takes from their night, and gains the one it gives', () => {
    const weekendNights = own([{ weekdays: [6, 7], from: '00:00', to: '04:00' }], 'Europe/Berlin');
    const berlin = (onDate: string, time: string) => localInstant(onDate, time, 'Europe/Berlin');
    expect(workingMinutesBetween(berlin('2026-03-28', '00:00'), berlin('2026-03-30', '00:00'), weekendNights)).toBe(7 * 60);
    expect(addWorkingMinutes(berlin('2026-03-28', '00:00'), 480, weekendNights)).toBe(berlin('2026-04-04', '01:00'));
    expect(workingMinutesBetween(berlin('2025-10-26', '00:00'), berlin('2025-10-27', '00:00'), weekendNights)).toBe(5 * 60);
  });

  it('counts no minute twice where a clock change pushes one line into the next', () => {
    const calendar = own(
      [
        { weekdays: everyDay, from: '02:30', to: '02:45' },
        { weekdays: everyDay, from: '03:00', to: '04:00' },
      ],
      'Europe/Berlin',
    );
    const [before, after] = [localInstant('2026-03-29', '00:00', 'Europe/Berlin'), localInstant('2026-03-29', '12:00', 'Europe/Berlin')];
    expect(workingMinutesBetween(before, after, calendar)).toBeLessThanOrEqual(60);
    expect(addWorkingMinutes(before, workingMinutesBetween(before, after, calendar), calendar)).toBe(localInstant('2026-03-29', '04:00', 'Europe/Berlin'));
  });

  it('works on a day that the company works out of turn only where their own week has hours for it', () => {
    const saturdayWorked = { ...company, workingOverridesOn: ['2026-12-12', '2026-12-16'] };
    const ofWeek = (hours: WorkingHours | null) => calendarOfWeek(weekOf({ zone: 'Asia/Almaty', hours }, saturdayWorked), saturdayWorked);
    const worked = (calendar: WorkCalendar) => ['2026-12-12', '2026-12-16'].map(onDate => isWorkingDay(onDate, calendar));
    expect(worked(ofWeek(null))).toEqual([true, true]);
    expect(worked(ofWeek([{ weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' }]))).toEqual([false, true]);
    expect(worked(ofWeek([{ weekdays: [6], from: '10:00', to: '14:00' }]))).toEqual([true, false]);
  });

  it('is never worked on a public holiday of 2026', () => {
    const always = own([{ weekdays: everyDay, from: '00:00', to: '24:00' }]);
    const holidays = kazakhstanYear(2026).days.map(day => day.onDate);
    expect(holidays).toContain('2026-12-16');
    for (const onDate of holidays) expect(workingMinutesBetween(almaty(onDate, '00:00'), almaty(onDate, '23:59'), always), onDate).toBe(0);
  });

  const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) }).map(ms => new Date(ms).toISOString());
  it('measures what it has added, in any week, zone and season', () => {
    holdsForAll(
      'add and measure by hours of one’s own',
      fc.property(instants, fc.integer({ min: 1, max: 2_000 }), anyHours, anyZone, (fromAt, minutes, hours, zone) => {
        const calendar = own(hours, zone);
        const untilAt = addWorkingMinutes(fromAt, minutes, calendar);
        expect(workingMinutesBetween(fromAt, untilAt, calendar)).toBeCloseTo(minutes, 6);
        // A minute before it is not over yet.
        expect(workingMinutesBetween(fromAt, new Date(Date.parse(untilAt) - 60_000).toISOString(), calendar)).toBeLessThan(minutes);
      }),
      60,
    );
  });

  it('adds up: a span is the sum of its parts', () => {
    holdsForAll(
      'parts of a span',
      fc.property(fc.tuple(instants, instants, instants), anyHours, anyZone, (three, hours, zone) => {
        const [a = '', b = '', c = ''] = [...three]
          .sort()
          .map((at, index, all) => (index === 0 ? at : new Date(Math.min(Date.parse(at), Date.parse(all[0] ?? at) + index * 12 * 86_400_000)).toISOString()));
        const calendar = own(hours, zone);
        expect(workingMinutesBetween(a, b, calendar) + workingMinutesBetween(b, c, calendar)).toBeCloseTo(workingMinutesBetween(a, c, calendar), 6);
      }),
      60,
    );
  });
});

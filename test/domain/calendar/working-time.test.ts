import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, endOfMonth, isIsoDate, weekdayOf } from '../../../domain/calendar/iso-date.ts';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import { addWorkingDays, isWorkingDay, nextWorkingDay, previousWorkingDay, type WorkCalendar, workingDayOnOrAfter, workingDayOnOrBefore } from '../../../domain/calendar/work-calendar.ts';
import { addWorkingMinutes, endOfWorkingDay, workingMinutesBetween } from '../../../domain/calendar/working-time.ts';
import { dateInZone, isTimeZone, localInstant, timeInZone } from '../../../domain/calendar/zone.ts';
import { holdsForAll } from '../holds-for-all.ts';

const calendar = kazakhstanCalendar({ fromYear: 2025, toYear: 2027 });
const almaty = (onDate: string, time: string) => localInstant(onDate, time, 'Asia/Almaty');
const zones = fc.constantFrom('Asia/Almaty', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC');
const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 11, 31) }).map(ms => new Date(ms).toISOString());
const dates = instants.map(at => at.slice(0, 10));
const roundTheClock = (zone: string): WorkCalendar => ({
  zone,
  workingWeekdays: [1, 2, 3, 4, 5, 6, 7],
  workingTime: [
    ['00:00', '02:30'],
    ['02:30', '23:59'],
  ],
  nonWorkingOn: [],
  workingOverridesOn: [],
});

describe('dates', () => {
  it('knows the dates that exist and no others', () => {
    expect(['2026-02-28', '2028-02-29', '2026-02-29', '2026-13-01', '2026-1-1', '2026-00-10'].map(isIsoDate)).toEqual([true, true, false, false, false, false]);
  });

  it('counts over month ends and leap days', () => {
    expect([addDays('2028-02-28', 1), addDays('2026-03-01', -1), endOfMonth('2026-02-10'), endOfMonth('2028-02-10'), endOfMonth('2026-12-31')]).toEqual([
      '2028-02-29',
      '2026-02-28',
      '2026-02-28',
      '2028-02-29',
      '2026-12-31',
    ]);
    expect([weekdayOf('2026-12-04'), weekdayOf('2026-12-06'), daysBetween('2026-01-01', '2027-01-01')]).toEqual([5, 7, 365]);
  });
});

describe('zones', () => {
  it('puts Almaty at UTC+6 before 1 March 2024 and at UTC+5 since', () => {
    expect([almaty('2024-02-29', '10:00'), almaty('2024-03-01', '10:00')]).toEqual(['2024-02-29T04:00:00.000Z', '2024-03-01T05:00:00.000Z']);
  });

  it('reads a time that a clock change leaves out an hour later, and one that comes twice as the first', () => {
    expect([localInstant('2026-03-29', '02:30', 'Europe/Berlin'), localInstant('2026-10-25', '02:30', 'Europe/Berlin')]).toEqual(['2026-03-29T01:30:00.000Z', '2026-10-25T00:30:00.000Z']);
  });

  it('gives back the date and time of a local instant', () => {
    holdsForAll(
      'there and back',
      fc.property(dates, zones, (onDate, zone) => dateInZone(localInstant(onDate, '10:00', zone), zone) === onDate && timeInZone(localInstant(onDate, '10:00', zone), zone) === '10:00'),
    );
  });

  it('tells zones from other words', () => {
    expect(['Asia/Almaty', 'UTC', 'Asia/Nowhere', '+05:00', ''].map(isTimeZone)).toEqual([true, true, false, false, false]);
  });
});

describe('working days', () => {
  it('go over weekends and holidays', () => {
    expect(nextWorkingDay('2026-05-08', calendar)).toBe('2026-05-12');
    expect(previousWorkingDay('2026-03-26', calendar)).toBe('2026-03-20');
    expect([workingDayOnOrAfter('2026-12-16', calendar), workingDayOnOrBefore('2026-12-16', calendar), workingDayOnOrAfter('2026-12-15', calendar)]).toEqual([
      '2026-12-17',
      '2026-12-15',
      '2026-12-15',
    ]);
    expect([addWorkingDays('2026-12-31', 3, calendar), addWorkingDays('2026-01-05', -1, calendar), addWorkingDays('2026-01-03', 0, calendar)]).toEqual(['2027-01-08', '2025-12-31', '2026-01-03']);
  });

  it('count a day off that the company works', () => {
    expect(isWorkingDay('2026-12-16', { ...calendar, workingOverridesOn: ['2026-12-16'] })).toBe(true);
  });

  it('are next and previous of each other', () => {
    holdsForAll(
      'next and previous',
      fc.property(dates, onDate => {
        const next = nextWorkingDay(onDate, calendar);
        expect(isWorkingDay(next, calendar) && next > onDate).toBe(true);
        expect(previousWorkingDay(next, calendar)).toBe(workingDayOnOrBefore(onDate, calendar));
      }),
    );
  });

  it('end a search in a calendar that never works', () => {
    expect(() => nextWorkingDay('2026-01-01', { ...calendar, workingWeekdays: [] })).toThrow(RangeError);
    expect(() => addWorkingMinutes('2026-01-01T00:00:00Z', 1, { ...calendar, workingTime: [] })).toThrow(RangeError);
  });
});

describe('working time', () => {
  it.each([
    ['Friday 17:00 and 4 hours is Monday 12:00', '2026-11-27', '17:00', 240, '2026-11-30', '12:00'],
    ['12:30 and one hour goes over lunch', '2026-11-24', '12:30', 60, '2026-11-24', '14:30'],
    ['09:00 and 8 hours ends the same evening', '2026-11-24', '09:00', 480, '2026-11-24', '18:00'],
    ['09:00 and 4 hours ends before lunch', '2026-11-24', '09:00', 240, '2026-11-24', '13:00'],
    ['an evening starts the next morning', '2026-11-24', '20:00', 30, '2026-11-25', '09:30'],
    ['16 hours over New Year', '2026-12-31', '15:00', 960, '2027-01-06', '15:00'],
    ['8 hours over Independence Day', '2026-12-15', '14:00', 480, '2026-12-17', '13:00'],
    ['Nauryz is five days long in 2026', '2026-03-20', '17:00', 120, '2026-03-26', '10:00'],
  ])('%s', (_, fromOn, from, minutes, untilOn, until) => {
    expect(addWorkingMinutes(almaty(fromOn, from), minutes, calendar)).toBe(almaty(untilOn, until));
  });

  it('leaves the start alone for zero minutes and refuses less', () => {
    expect(addWorkingMinutes('2026-11-28T12:00:00Z', 0, calendar)).toBe('2026-11-28T12:00:00.000Z');
    expect(() => addWorkingMinutes('2026-11-28T12:00:00Z', -1, calendar)).toThrow(RangeError);
  });

  it('measures what it has added', () => {
    holdsForAll(
      'add and measure',
      fc.property(instants, fc.integer({ min: 1, max: 5_000 }), zones, (fromAt, minutes, zone) => {
        const inZone = { ...calendar, zone };
        const untilAt = addWorkingMinutes(fromAt, minutes, inZone);
        expect(workingMinutesBetween(fromAt, untilAt, inZone)).toBeCloseTo(minutes, 6);
        expect(workingMinutesBetween(untilAt, fromAt, inZone)).toBeCloseTo(-minutes, 6);
      }),
      150,
    );
  });

  it('counts real time through the nights in which clocks change', () => {
    for (const [zone, onDate] of [
      ['Europe/Berlin', '2026-03-29'],
      ['Europe/Berlin', '2026-10-25'],
      ['Australia/Lord_Howe', '2026-04-05'],
    ] as const) {
      const fromAt = localInstant(addDays(onDate, -1), '12:00', zone);
      const untilAt = addWorkingMinutes(fromAt, 1_800, roundTheClock(zone));
      expect(workingMinutesBetween(fromAt, untilAt, roundTheClock(zone))).toBe(1_800);
      expect((Date.parse(untilAt) - Date.parse(fromAt)) / 60_000).toBeGreaterThanOrEqual(1_800);
    }
  });

  it('never goes back when more is added', () => {
    holdsForAll(
      'monotone',
      fc.property(instants, fc.nat(3_000), fc.nat(3_000), (fromAt, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map(minutes => Date.parse(addWorkingMinutes(fromAt, minutes, calendar)));
        return (less ?? 0) <= (more ?? 0);
      }),
      150,
    );
  });

  it('ends a working day at its last hour', () => {
    expect(endOfWorkingDay('2026-11-24', calendar)).toBe('2026-11-24T13:00:00.000Z');
  });
});

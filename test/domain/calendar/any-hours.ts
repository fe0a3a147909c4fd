import fc from 'fast-check';
import type { HoursLine, WorkingHours } from '../../../domain/calendar/working-hours.ts';

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const third = 8 * 60;

/** Lines in one, two or all three thirds of the day, so that they never cross; the last may end with the day, at 24:00. */
const lineIn = (part: number) =>
  fc
    .record({ weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), begin: fc.integer({ min: 0, max: third - 1 }), minutes: fc.integer({ min: 1, max: third }) })
    .map(({ weekdays, begin, minutes }): HoursLine => ({ weekdays, from: clock(part * third + begin), to: clock(part * third + Math.min(third, begin + minutes)) }));

/** Hours of their own as people may have them: early, by day, late, on any days. */
export const anyHours: fc.Arbitrary<WorkingHours> = fc.subarray([0, 1, 2], { minLength: 1 }).chain(parts => fc.tuple(...parts.map(lineIn)));

export const anyZone = fc.constantFrom('Asia/Almaty', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC');

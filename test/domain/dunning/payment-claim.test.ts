import { describe, expect, it } from 'vitest';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import { claimRestUntil } from '../../../domain/dunning/payment-claim.ts';
import { defaultReminderPolicy } from '../../../domain/dunning/policy.ts';

const calendar: WorkCalendar = { zone: 'Asia/Almaty', workingWeekdays: [1, 2, 3, 4, 5], workingTime: [['09:00', '18:00']], nonWorkingOn: ['2026-12-16'], workingOverridesOn: [] };
const berlin: WorkCalendar = { ...calendar, zone: 'Europe/Berlin' };

describe('after a customer has said that it has paid, letters rest to the end of the next working day', () => {
  it.each([
    ['on a Tuesday morning, through Wednesday', calendar, '2026-12-01T04:00:00.000Z', '2026-12-02T19:00:00.000Z'],
    ['on a Friday, through Monday', calendar, '2026-12-04T12:00:00.000Z', '2026-12-07T19:00:00.000Z'],
    ['on a Saturday, through Monday', calendar, '2026-12-05T12:00:00.000Z', '2026-12-07T19:00:00.000Z'],
    ['before a holiday, through the day after it', calendar, '2026-12-15T12:00:00.000Z', '2026-12-17T19:00:00.000Z'],
    ['late at night, by the day of the calendar and not of UTC', calendar, '2026-12-01T19:30:00.000Z', '2026-12-03T19:00:00.000Z'],
    ['across the end of summer time', berlin, '2026-10-23T10:00:00.000Z', '2026-10-26T23:00:00.000Z'],
  ])('%s', (_name, of, nowAt, untilAt) => {
    expect(claimRestUntil(nowAt, of, defaultReminderPolicy.paymentClaim)).toBe(untilAt);
  });

  it.each([
    [2, 'from a Tuesday through Thursday', '2026-12-01T04:00:00.000Z', '2026-12-03T19:00:00.000Z'],
    [3, 'over a holiday and a weekend', '2026-12-14T04:00:00.000Z', '2026-12-18T19:00:00.000Z'],
    [5, 'a week', '2026-12-04T12:00:00.000Z', '2026-12-11T19:00:00.000Z'],
  ])('of as many as the policy says: %i, %s', (restWorkingDays, _name, nowAt, untilAt) => {
    expect(claimRestUntil(nowAt, calendar, { restWorkingDays })).toBe(untilAt);
  });
});

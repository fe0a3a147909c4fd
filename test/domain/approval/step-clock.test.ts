import { describe, expect, it } from 'vitest';
import { planRoundExpiry, planStepClock } from '../../../domain/approval/step-clock.ts';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import { localInstant } from '../../../domain/calendar/zone.ts';
import { defaultCompanyPolicy } from '../../../domain/policy/company-policy.ts';

const calendar = kazakhstanCalendar({ fromYear: 2026, toYear: 2027 });
const almaty = (onDate: string, time: string) => localInstant(onDate, time, 'Asia/Almaty');

type Moment = readonly [onDate: string, time: string];

/** Opened at a local time with the manager's four working hours; due at a local time. */
const managersHours = { slaMinutes: defaultCompanyPolicy.slaMinutes.manager };
const dueAt = (opened: Moment, zone = calendar.zone) => planStepClock({ openedAt: localInstant(...opened, zone), ...managersHours, calendar: { ...calendar, zone } }).dueAt;

describe('the clock of a step', () => {
  it.each<[string, Moment, Moment]>([
    ['Friday 17:00 and four working hours is Monday noon', ['2026-11-27', '17:00'], ['2026-11-30', '12:00']],
    ['Friday after hours counts from Monday morning', ['2026-11-27', '19:30'], ['2026-11-30', '13:00']],
    ['Independence Day 2026, a Wednesday, is left out', ['2026-12-15', '17:00'], ['2026-12-17', '12:00']],
    ['Nauryz 2026 and the weekends on both sides of it are left out', ['2026-03-20', '17:00'], ['2026-03-26', '12:00']],
    ['New Year and the days off after it are left out', ['2026-12-31', '17:00'], ['2027-01-05', '12:00']],
  ])('%s', (_, opened, due) => {
    expect(dueAt(opened)).toBe(almaty(...due));
  });

  it.each<[string, Moment, Moment, number]>([
    ['goes forward', ['2026-03-27', '17:00'], ['2026-03-30', '12:00'], 66],
    ['goes back', ['2026-10-23', '17:00'], ['2026-10-27', '12:00'], 92],
  ])('where the clock of Berlin %s on the way, it ends at the same hour on the wall', (_, opened, due, realHours) => {
    const at = dueAt(opened, 'Europe/Berlin');
    expect(at).toBe(localInstant(...due, 'Europe/Berlin'));
    // On the wall it is 67 hours, and 91 over the Monday that is off; the night of the change takes one or gives one.
    expect((Date.parse(at) - Date.parse(localInstant(...opened, 'Europe/Berlin'))) / 3_600_000).toBe(realHours);
  });

  it('reminds at 50 and 80 %, escalates at 100 % and is stuck at 200 %, over a weekend', () => {
    expect(planStepClock({ openedAt: almaty('2026-11-27', '16:00'), slaMinutes: defaultCompanyPolicy.slaMinutes.manager, calendar })).toEqual({
      remindAt: [almaty('2026-11-27', '18:00'), almaty('2026-11-30', '10:12')],
      dueAt: almaty('2026-11-30', '11:00'),
      stuckAt: almaty('2026-11-30', '16:00'),
    });
  });

  it('gives the lawyer 16 working hours over New Year', () => {
    expect(planStepClock({ openedAt: almaty('2026-12-31', '14:00'), slaMinutes: defaultCompanyPolicy.slaMinutes.lawyer, calendar })).toEqual({
      remindAt: [almaty('2027-01-05', '13:00'), almaty('2027-01-06', '09:48')],
      dueAt: almaty('2027-01-06', '13:00'),
      stuckAt: almaty('2027-01-11', '13:00'),
    });
  });

  it('expires a round at the end of its fifteenth working day', () => {
    expect(planRoundExpiry(almaty('2026-12-01', '10:00'), defaultCompanyPolicy.roundWorkingDays, calendar)).toBe(almaty('2026-12-23', '18:00'));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRoundExpiry, planStepClock, resumeStepClock } from '../../../domain/approval/step-clock.ts';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import { calendarOfWeek, weekOf } from '../../../domain/calendar/work-week.ts';
import type { WorkingHours } from '../../../domain/calendar/working-hours.ts';
import { workingMinutesBetween } from '../../../domain/calendar/working-time.ts';
import { localInstant } from '../../../domain/calendar/zone.ts';
import { defaultCompanyPolicy } from '../../../domain/policy/company-policy.ts';
import { anyHours, anyZone } from '../calendar/any-hours.ts';
import { holdsForAll } from '../holds-for-all.ts';

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

/** The calendar of somebody with hours of their own. */
const personal = (hours: WorkingHours | null, zone = 'Asia/Almaty'): WorkCalendar => calendarOfWeek(weekOf({ zone, hours }, calendar), calendar);
const mornings = personal([{ weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' }]);
const evenings = personal([{ weekdays: [1, 2, 3, 4, 5], from: '18:00', to: '22:00' }]);

describe('the clock by the hours of a person', () => {
  it('gives them the SLA in their own time: marks, end and twice the end', () => {
    // 4 hours of Monday to Thursday mornings, opened on Thursday noon before Independence Day week.
    expect(planStepClock({ openedAt: almaty('2026-12-10', '12:00'), ...managersHours, calendar: mornings })).toEqual({
      remindAt: [almaty('2026-12-10', '14:00'), almaty('2026-12-14', '11:12')],
      dueAt: almaty('2026-12-14', '12:00'),
      stuckAt: almaty('2026-12-15', '12:00'),
    });
  });
});

describe('the clock of a step that passes on', () => {
  const opened = { openedAt: almaty('2026-11-30', '09:00'), ...managersHours };
  const planned = planStepClock({ ...opened, calendar });
  const running = { marks: planned, fromAt: opened.openedAt, usedMs: 0, calendar };
  const next = (onDate: string, time: string, by: WorkCalendar) => ({ now: almaty(onDate, time), ...managersHours, calendar: by });

  it('keeps what was used and runs the rest by the hours of whoever has it now', () => {
    // Three of the four hours are gone at noon; the fourth and what follows are evenings.
    const { usedMs, marks } = resumeStepClock(running, next('2026-11-30', '12:00', evenings));
    expect(usedMs).toBe(3 * 3_600_000);
    expect(marks).toEqual({
      remindAt: [almaty('2026-11-30', '11:00'), almaty('2026-11-30', '18:12')],
      dueAt: almaty('2026-11-30', '19:00'),
      stuckAt: almaty('2026-12-01', '19:00'),
    });
  });

  it('cannot be gained by handing a step to and fro: every holder uses their own minutes of the same four hours', () => {
    const second = { ...resumeStepClock(running, next('2026-11-30', '12:00', evenings)), fromAt: almaty('2026-11-30', '12:00'), calendar: evenings };
    // In the afternoon nothing is used; half an hour of the evening is.
    const { usedMs, marks } = resumeStepClock(second, next('2026-11-30', '18:30', calendar));
    expect(usedMs).toBe(3.5 * 3_600_000);
    expect(marks.dueAt).toBe(almaty('2026-12-01', '09:30'));
  });

  it('leaves a mark that is behind where it was: a late step stays late since then', () => {
    const { marks } = resumeStepClock(running, next('2026-11-30', '17:00', evenings));
    expect(marks).toEqual({ ...planned, stuckAt: almaty('2026-11-30', '19:00') });
  });

  it('is behind from now on where the SLA has become shorter', () => {
    const now = almaty('2026-11-30', '10:30');
    const { marks } = resumeStepClock(running, { now, slaMinutes: 60, calendar });
    expect(marks).toEqual({ remindAt: [now, now], dueAt: now, stuckAt: almaty('2026-11-30', '11:00') });
  });

  const instants = fc.integer({ min: Date.UTC(2026, 1, 1), max: Date.UTC(2026, 10, 30) }).map(ms => new Date(ms).toISOString());
  const weeks = fc.tuple(anyHours, anyZone).map(([hours, zone]) => personal(hours, zone));

  it('is the same clock where nothing has changed, whenever it is planned anew', () => {
    holdsForAll(
      'the same clock again',
      fc.property(instants, fc.nat(10_000), fc.integer({ min: 1, max: 960 }), weeks, (openedAt, passedMinutes, slaMinutes, by) => {
        const marks = planStepClock({ openedAt, slaMinutes, calendar: by });
        const now = new Date(Date.parse(openedAt) + passedMinutes * 60_000).toISOString();
        expect(resumeStepClock({ marks, fromAt: openedAt, usedMs: 0, calendar: by }, { now, slaMinutes, calendar: by }).marks).toEqual(marks);
      }),
      60,
    );
  });

  it('is neither longer nor shorter than the SLA: used by the one and left for the other add up to every mark that is ahead', () => {
    holdsForAll(
      'used and left',
      fc.property(instants, fc.nat(10_000), fc.integer({ min: 1, max: 960 }), fc.tuple(weeks, weeks), (openedAt, passedMinutes, slaMinutes, [former, later]) => {
        const marks = planStepClock({ openedAt, slaMinutes, calendar: former });
        const now = new Date(Date.parse(openedAt) + passedMinutes * 60_000).toISOString();
        const resumed = resumeStepClock({ marks, fromAt: openedAt, usedMs: 0, calendar: former }, { now, slaMinutes, calendar: later });
        const usedMinutes = workingMinutesBetween(openedAt, now, former);
        expect(resumed.usedMs).toBeCloseTo(usedMinutes * 60_000, 0);
        const all = [
          [0.5, marks.remindAt[0], resumed.marks.remindAt[0]],
          [0.8, marks.remindAt[1], resumed.marks.remindAt[1]],
          [1, marks.dueAt, resumed.marks.dueAt],
          [2, marks.stuckAt, resumed.marks.stuckAt],
        ] as const;
        for (const [share, before, after] of all) {
          if (before <= now) expect(after, String(share)).toBe(before);
          else expect(usedMinutes + workingMinutesBetween(now, after, later), String(share)).toBeCloseTo(slaMinutes * share, 3);
        }
      }),
      60,
    );
  });
});

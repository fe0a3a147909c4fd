import { describe, expect, it } from 'vitest';
import { planRoundExpiry, planStepClock } from '../../../domain/approval/step-clock.ts';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import { localInstant } from '../../../domain/calendar/zone.ts';
import { defaultCompanyPolicy } from '../../../domain/policy/company-policy.ts';

const calendar = kazakhstanCalendar({ fromYear: 2026, toYear: 2027 });
const almaty = (onDate: string, time: string) => localInstant(onDate, time, 'Asia/Almaty');

describe('the clock of a step', () => {
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

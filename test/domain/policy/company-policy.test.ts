import { expect, it } from 'vitest';
import { defaultCompanyPolicy } from '../../../domain/policy/company-policy.ts';

it('holds the defaults the company is promised', () => {
  expect(defaultCompanyPolicy).toMatchObject({
    zone: 'Asia/Almaty',
    slaMinutes: { manager: 240, lawyer: 960, cfo: 480, director: 480 },
    roundWorkingDays: 15,
    undo: { linkSeconds: 60, apiKeySeconds: 0 },
    stepUp: { aboveMinor: null },
    shipmentOverDebt: { approverRoles: ['cfo', 'director'] },
    quoteValidityDays: 14,
    paymentTermsDays: 14,
    dunning: { sendTime: '10:00', quietFrom: '20:00', quietUntil: '09:00', minGapHours: 20, missed: 'skip_to_current', holdWorkingDays: 2 },
    promise: { customerMaxDays: 14, customerMaxTimes: 2, staffMaxDays: 60, graceDays: 1 },
    pauseMaxDays: 180,
    smallDifferenceMinor: 5_000,
    freshnessWorkingDays: 1,
  });
  expect(defaultCompanyPolicy.dunning.ladder.map(rung => rung.rung)).toEqual(['-3', '0', '+3', '+7', '+14', '+21']);
});

it('is plain JSON', () => {
  expect(JSON.parse(JSON.stringify(defaultCompanyPolicy))).toEqual(defaultCompanyPolicy);
});

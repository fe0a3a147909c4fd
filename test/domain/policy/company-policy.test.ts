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
    pauseMaxDays: 180,
    smallDifferenceMinor: 5_000,
  });
});

it('is plain JSON', () => {
  expect(JSON.parse(JSON.stringify(defaultCompanyPolicy))).toEqual(defaultCompanyPolicy);
});

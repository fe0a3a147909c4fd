import { describe, expect, it } from 'vitest';
import { examplePolicies } from '../../../domain/dunning/example-policies.ts';
import { defaultLadder, tones } from '../../../domain/dunning/ladder.ts';
import { offersSchedule } from '../../../domain/dunning/offers-schedule.ts';
import { defaultReminderPolicy } from '../../../domain/dunning/policy.ts';

describe('a payment schedule', () => {
  it('SG2: is offered by every letter of the strict policy about what is overdue, and by none before', () => {
    const { rungs, appliesTo } = examplePolicies.strict;
    const letters = rungs.filter(({ does }) => does.some(effect => effect === 'letter'));
    expect(letters.map(({ rung, tone }) => [rung, offersSchedule(tone, appliesTo)])).toEqual([
      ['-5', false],
      ['0', false],
      ['+3', true],
      ['+14', true],
    ]);
  });

  it('DN6: is offered from the official letter on by the default ladder', () => {
    expect(defaultLadder.filter(({ tone }) => offersSchedule(tone, defaultReminderPolicy.appliesTo)).map(({ rung }) => rung)).toEqual(['+7', '+14', '+21']);
  });

  it('is never taken back by a stricter tone, and is offered sooner to those alone who are late as a rule', () => {
    for (const payerTypes of [[], ['accidental'], ['problem'], ['chronic'], ['problem', 'chronic']] as const) {
      const offers = tones.map(tone => offersSchedule(tone, { payerTypes }));
      expect(offers).toEqual(offers.toSorted((a, b) => Number(a) - Number(b)));
      expect(offersSchedule('businesslike', { payerTypes })).toBe((payerTypes as readonly string[]).includes('chronic'));
    }
  });
});

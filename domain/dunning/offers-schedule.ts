import type { Tone } from './ladder.ts';
import type { AppliesTo } from './policy.ts';

/**
 * Does a letter in a tone offer a payment schedule (Q2C.md 6)? An official one and what is stricter does; where the policy is for payers who are
 * late as a rule (SG2: strict, with a schedule), every letter about an overdue invoice does.
 */
export function offersSchedule(tone: Tone, { payerTypes }: Pick<AppliesTo, 'payerTypes'>): boolean {
  switch (tone) {
    case 'soft':
    case 'neutral':
      return false;
    case 'businesslike':
      return payerTypes.includes('chronic');
    case 'official':
    case 'escalation':
    case 'manual':
      return true;
  }
}

import { RuleViolation } from '../../../domain/errors/rule-violation.ts';

/** The refusal an action ends in; an action that goes through is the failure of the test. */
export function refusalOf(action: () => unknown): RuleViolation {
  try {
    action();
  } catch (error) {
    if (error instanceof RuleViolation) return error;
    throw error;
  }
  throw new Error('It was expected to be refused and went through.');
}

import { expect } from 'vitest';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';

/** The code and data of the rule violation that an act must throw. */
export function refusalOf(act: () => unknown): { code: string; data: Readonly<Record<string, unknown>> } {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(RuleViolation);
    if (error instanceof RuleViolation) return { code: error.code, data: error.data };
  }
  throw new Error('Nothing was refused.');
}

import { ApplicationFailure } from '@temporalio/common';
import { RuleViolation } from '../domain/errors/rule-violation.ts';

/** A RuleViolation as a failure whose type is its code, so that the deal says why it waits; any other error as it is. */
export function failureOf(error: unknown): unknown {
  return error instanceof RuleViolation ? ApplicationFailure.create({ message: error.message, type: error.code }) : error;
}

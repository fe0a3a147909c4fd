import { heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { RuleViolation } from '../domain/errors/rule-violation.ts';

const everyMs = 5_000;

/**
 * Runs a slow activity with a heartbeat, so that a dead worker is noticed within 15 seconds (reliability.md 1.3).
 * A RuleViolation becomes a failure whose type is its code: the deal then says why it waits.
 */
export async function withHeartbeat<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), everyMs);
  try {
    return await work();
  } catch (error) {
    throw error instanceof RuleViolation ? ApplicationFailure.create({ message: error.message, type: error.code }) : error;
  } finally {
    clearInterval(timer);
  }
}

import { heartbeat } from '@temporalio/activity';
import { failureOf } from './failure-of.ts';

const everyMs = 5_000;

/**
 * Runs a slow activity with a heartbeat, so that a dead worker is noticed within 15 seconds (reliability.md 1.3).
 */
export async function withHeartbeat<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), everyMs);
  try {
    return await work();
  } catch (error) {
    throw failureOf(error);
  } finally {
    clearInterval(timer);
  }
}

import { condition } from '@temporalio/workflow';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { LiftWeighed } from '../ports.ts';
import type { Given, Request } from './commands.ts';
import { apply, type DealProcess, type LiftWish, nowAt } from './process.ts';

/** Hands a wish to release shipments to the main loop and answers the number of the last event once it is decided. Throws a RuleViolation where it is refused. */
export async function takeLift(process: DealProcess, asked: Extract<Request, { type: 'lift_hold' }>, given: Given): Promise<number> {
  const wish: LiftWish = { asked, given, outcome: null };
  process.lifts.push(wish);
  process.changed = true;
  await condition(() => wish.outcome !== null);
  if (wish.outcome?.refusal) throw wish.outcome.refusal;
  return wish.outcome?.n ?? process.state.n;
}

/**
 * Decides the wish that came first, as it was weighed. Only the main loop weighs, when everything before is on record: one local activity
 * at a time is what replays, and of two wishes at once the second finds what the first has left.
 */
export async function decideNextLift(process: DealProcess, weigh: (approverId: string | null) => Promise<LiftWeighed>): Promise<void> {
  const wish = process.lifts.shift();
  if (!wish) return;
  const { asked, given } = wish;
  const known = given.commandId === null ? undefined : process.seen.get(given.commandId);
  if (known !== undefined) {
    wish.outcome = { n: known };
    return;
  }
  const weighed = await weigh(asked.approverId);
  try {
    wish.outcome = { n: apply(process, { type: 'lift_weighed', asked, weighed }, { ...given, now: nowAt() }) };
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    wish.outcome = { n: process.state.n, refusal: error };
  }
}

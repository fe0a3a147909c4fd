import { listUnstartedDeals } from '../../db/deals/start-facts.ts';
import type { Actor } from '../../db/schema/index.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../context.ts';
import { ensureStarted } from './ensure-started.ts';

const engine: Actor = { type: 'system', id: 'engine', via: 'reconciler' };
const dealsPerRound = 200;
/** Younger deals are being started by the request that brought them. */
const graceMs = 15_000;

/**
 * Starts the processes of deals whose start never reached the process engine; answers how many. Any number of servers may do so
 * at once, for a start is repeat-safe. It ends at the first sign that the engine is away. A deal that cannot be started holds up no
 * other: throws what was wrong with such deals when all have had their turn.
 */
export async function startWaitingDeals(ctx: ApiContext): Promise<number> {
  let started = 0;
  const failures: unknown[] = [];
  const before = new Date(ctx.now().getTime() - graceMs).toISOString();
  for (const row of await listUnstartedDeals(ctx.db, { before, limit: dealsPerRound })) {
    try {
      await ensureStarted(ctx, row, engine);
      started += 1;
    } catch (error) {
      if (error instanceof RuleViolation && error.code === 'temporal_unavailable') return started;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} deals could not be started`);
  return started;
}

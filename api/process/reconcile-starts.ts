import { setTimeout as delay } from 'node:timers/promises';
import { listUnstartedDeals } from '../../db/deals/start-facts.ts';
import type { Actor } from '../../db/schema/index.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../context.ts';
import { ensureStarted } from './ensure-started.ts';

const engine: Actor = { type: 'system', id: 'engine', via: 'reconciler' };
const dealsPerRound = 200;
/** Younger deals are being started by the request that brought them. */
const graceMs = 15_000;

export type Reconciler = Readonly<{ stop: () => Promise<void> }>;

/**
 * Starts the processes of deals whose start never reached the process engine. Any number of servers may do so at once,
 * for a start is repeat-safe. A round ends at the first sign that the engine is away.
 */
export function reconcileStarts(ctx: ApiContext, { everyMs = 30_000, onError = () => {} }: { everyMs?: number; onError?: (error: unknown) => void } = {}): Reconciler {
  const over = new AbortController();
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await startWaitingDeals(ctx).catch(onError);
      await delay(everyMs, undefined, { signal: over.signal, ref: false }).catch(() => {});
    }
  };
  const running = run();
  return {
    stop: async () => {
      over.abort();
      await running;
    },
  };
}

/** One round; answers how many deals were started. */
export async function startWaitingDeals(ctx: ApiContext): Promise<number> {
  let started = 0;
  const before = new Date(ctx.now().getTime() - graceMs).toISOString();
  for (const row of await listUnstartedDeals(ctx.db, { before, limit: dealsPerRound })) {
    try {
      await ensureStarted(ctx, row, engine);
      started += 1;
    } catch (error) {
      if (error instanceof RuleViolation && error.code === 'temporal_unavailable') return started;
      throw error;
    }
  }
  return started;
}

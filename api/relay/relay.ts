import { setTimeout as delay } from 'node:timers/promises';
import { listWaitingDeals } from '../../db/money/deal-outbox.ts';
import type { ApiContext } from '../context.ts';
import { commandDeal } from '../process/command-deal.ts';
import { dealsOf, deliverFacts, type Relaying, type Round } from './deliver-facts.ts';

export type Relay = Readonly<{ poke: () => void; stop: () => Promise<void> }>;

/** `pollMs` is the pause between two rounds where nobody pokes; `onError` hears of a round that could not be made, such as one without a database. */
export type RelayOptions = Readonly<{ pollMs?: number; onError?: (error: unknown) => void }>;

const longestPauseMs = 60_000;
const dealsPerRound = 200;

/**
 * Brings facts from the outbox to the deals' processes until it is stopped (reliability.md 2.3): at once when poked, else by polling. A deal that does not take its facts is tried again
 * after ever longer pauses, and so is a process engine that does not answer. Any number of servers may run one.
 */
export function startRelay(ctx: ApiContext, options: RelayOptions = {}): Relay {
  return runRelay(relayingOf(ctx), options);
}

export function relayingOf({ pool, db, now, temporal }: ApiContext): Relaying {
  return { pool, db, now, send: (workflowId, command) => commandDeal(temporal, workflowId, command) };
}

export function runRelay(relaying: Relaying, { pollMs = 2_000, onError = () => {} }: RelayOptions): Relay {
  const pauses = new Pauses(pollMs);
  let stopped = false,
    wake = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopped) {
      const pauseMs = await round(relaying, pauses).catch((error: unknown) => {
        onError(error);
        return pollMs;
      });
      await delay(pauseMs, undefined, { signal: wake.signal, ref: false }).catch(() => {});
      if (wake.signal.aborted) wake = new AbortController();
    }
  };
  const running = run();
  return {
    poke: () => wake.abort(),
    stop: async () => {
      stopped = true;
      wake.abort();
      await running;
    },
  };
}

/**
 * Delivers the given facts and answers within the time allowed, so that whoever brought them reads his own write; true where all have arrived.
 * What has not is the relay's: it goes on by itself, whatever this answers.
 */
export async function deliverWithin(relaying: Relaying, outboxIds: readonly string[], withinMs = 3_000): Promise<boolean> {
  const over = new AbortController();
  const attempt = deliverUntil(relaying, outboxIds, over.signal).catch(() => false);
  const late = delay(withinMs, false, { ref: false, signal: over.signal }).catch(() => false);
  const isDelivered = await Promise.race([attempt, late]);
  over.abort();
  return isDelivered;
}

async function deliverUntil(relaying: Relaying, outboxIds: readonly string[], over: AbortSignal): Promise<boolean> {
  for (;;) {
    const waiting = await dealsOf(relaying.db, outboxIds);
    if (waiting.length === 0) return true;
    const { isEngineDown } = await deliverFacts(relaying, waiting);
    if (over.aborted || isEngineDown) return false;
    if ((await dealsOf(relaying.db, outboxIds)).length === 0) return true;
    await delay(100);
  }
}

async function round(relaying: Relaying, pauses: Pauses): Promise<number> {
  const deals = await listWaitingDeals(relaying.db, { except: pauses.resting(), limit: dealsPerRound });
  const outcome = await deliverFacts(relaying, deals);
  return pauses.after(outcome, deals.length);
}

/** How long to wait, for the engine as a whole and for each deal. Only a matter of pace: a process that starts anew simply tries at once. */
class Pauses {
  readonly #pollMs: number;
  readonly #deals = new Map<string, { until: number; ms: number }>();
  #engineMs: number;

  constructor(pollMs: number) {
    this.#pollMs = pollMs;
    this.#engineMs = pollMs;
  }

  resting(): string[] {
    const now = performance.now();
    return [...this.#deals].filter(([, rest]) => rest.until > now).map(([dealId]) => dealId);
  }

  after({ told, failed, isEngineDown }: Round, asked: number): number {
    this.#engineMs = isEngineDown ? Math.min(longestPauseMs, this.#engineMs * 2) : this.#pollMs;
    for (const dealId of told) this.#deals.delete(dealId);
    if (!isEngineDown) for (const dealId of failed) this.#rest(dealId);
    return told.length > 0 && asked === dealsPerRound ? 0 : this.#engineMs;
  }

  #rest(dealId: string): void {
    const ms = Math.min(longestPauseMs, (this.#deals.get(dealId)?.ms ?? this.#pollMs / 2) * 2);
    this.#deals.set(dealId, { ms, until: performance.now() + ms });
  }
}

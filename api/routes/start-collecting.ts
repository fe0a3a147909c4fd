import { type CollectingDeal, listUnstartedCollecting } from '../../db/imports/collecting-deals.ts';
import type { Actor } from '../../db/schema/index.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { DealStart } from '../../workflows/deal/messages.ts';
import type { ApiContext } from '../context.ts';
import { startDeal } from '../process/start-deal.ts';

const startsAtOnce = 8;

/** How many processes were started, and how many deals wait because the process engine does not answer; they are started when it does. */
export type Starts = Readonly<{ started: number; waiting: number }>;

/** Starts the processes of deals that begin at collecting and have none yet. Repeated, it starts no second one (INV-8). */
export async function startCollecting(ctx: ApiContext, dealIds: readonly string[], actor: Actor): Promise<Starts> {
  const queue = await listUnstartedCollecting(ctx.db, dealIds),
    asked = queue.length;
  let started = 0,
    isEngineDown = false;
  const startNext = async (): Promise<void> => {
    for (let deal = queue.shift(); deal !== undefined && !isEngineDown; deal = queue.shift()) {
      try {
        await startDeal(ctx.temporal, deal.workflowId, startOf(deal, { actor, signalDecisions: ctx.config.signalDecisions }));
        started += 1;
      } catch (error) {
        if (!(error instanceof RuleViolation) || error.code !== 'temporal_unavailable') throw error;
        isEngineDown = true;
      }
    }
  };
  await Promise.all(Array.from({ length: startsAtOnce }, startNext));
  return { started, waiting: asked - started };
}

/** With what the process of such a deal begins. */
export function startOf({ workflowId: _, ...deal }: CollectingDeal, { actor, signalDecisions }: Pick<DealStart, 'actor' | 'signalDecisions'>): DealStart {
  return { ...deal, acceptance: 'none', entryStage: 'collecting', submit: false, actor, signalDecisions };
}

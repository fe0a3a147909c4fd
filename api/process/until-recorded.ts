import { setTimeout as delay } from 'node:timers/promises';
import { readDealHead } from '../../db/read/deal-record.ts';
import type { ApiContext } from '../context.ts';
import { lastEventOf } from './fast-forward-deal.ts';

const settleWithinMs = 10_000;

/** Waits until what a deal's process has decided stands on record, so that the next reader sees it; at most ten seconds. */
export async function untilRecorded(ctx: ApiContext, { id, workflowId }: { id: string; workflowId: string }): Promise<void> {
  const last = await lastEventOf(ctx.temporal, workflowId).catch(() => 0);
  for (const until = performance.now() + settleWithinMs; performance.now() < until; await delay(50)) {
    const { deal } = await readDealHead(ctx.db, id);
    if (deal.revision >= last) return;
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { approveStep, beginDeal } from './bench-deal.ts';
import type { BenchStack } from './bench-stack.ts';
import type { Seen, Watch } from './watch-deals.ts';

/** `ms`: from the moment a decision was due to be sent until its answer, which comes when its events are recorded. `notReady`: steps that were not open when their turn came. */
export type Latency = Readonly<{ perSecond: number; ms: readonly number[]; notReady: number; failed: number }>;

const perSecond = 2,
  deals = 30,
  rounds = 4,
  settleMs = 10_000;

/** Sends decisions at a fixed pace, whether or not the one before has been answered (open loop), each to another deal in turn. */
export async function measureLatency({ api }: BenchStack, watch: Watch): Promise<Latency> {
  const dealIds: string[] = [];
  for (let n = 1; n <= deals; n += 1) dealIds.push(await beginDeal(api, `calm-${n}`));
  for (const dealId of dealIds) await watch.when(dealId, seen => seen.taskId !== null);
  await pause(settleMs);
  const ms: number[] = [],
    sent: Promise<void>[] = [];
  let notReady = 0,
    failed = 0;
  const decideInTime = async (seen: Seen, dueAt: number) => {
    try {
      await approveStep(api, seen);
      ms.push(performance.now() - dueAt);
    } catch {
      failed += 1;
    }
  };
  const began = performance.now();
  for (let turn = 0; turn < deals * rounds; turn += 1) {
    const dueAt = began + (turn * 1000) / perSecond;
    await pause(Math.max(0, dueAt - performance.now()));
    const seen = watch.seen(dealIds[turn % deals] ?? '');
    if (!seen?.taskId) notReady += 1;
    else sent.push(decideInTime(seen, dueAt));
  }
  await Promise.all(sent);
  return { perSecond, ms, notReady, failed };
}

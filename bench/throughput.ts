import { setTimeout as pause } from 'node:timers/promises';
import { approveStep, beginDeal, pay } from './bench-deal.ts';
import type { BenchStack } from './bench-stack.ts';
import type { Watch } from './watch-deals.ts';

export type Throughput = Readonly<{ deals: number; seconds: number; perSecond: number; dealIds: readonly string[]; pdfs: number; pdfSeconds: number; lettersSent: number }>;

const steps = 4,
  quietMs = 8_000;

/** Begins all deals at once and leads each over four approvals and a payment to `paid`, as fast as the engine takes it. Documents and letters follow; the deals do not wait for them. */
export async function measureThroughput(stack: BenchStack, watch: Watch, deals: number): Promise<Throughput> {
  const printed = countPrinted(stack);
  const began = performance.now();
  const dealIds = await Promise.all(Array.from({ length: deals }, (_, n) => leadToPaid(stack, watch, `rush-${n + 1}`)));
  const seconds = (performance.now() - began) / 1000;
  const { pdfs, pdfSeconds } = await printed.untilQuiet();
  const { rows } = await stack.pool.query<{ sent: number }>("select count(*)::int as sent from letter where state = 'sent' and deal_id = any($1)", [dealIds]);
  return { deals, seconds, perSecond: deals / seconds, dealIds, pdfs, pdfSeconds, lettersSent: rows[0]?.sent ?? 0 };
}

async function leadToPaid({ api }: BenchStack, watch: Watch, name: string): Promise<string> {
  const dealId = await beginDeal(api, name);
  let lastTaskId: string | null = null;
  for (let step = 0; step < steps; step += 1) {
    const seen = await watch.when(dealId, each => each.taskId !== null && each.taskId !== lastTaskId);
    lastTaskId = seen.taskId;
    await approveStep(api, seen);
  }
  await pay(api, await watch.when(dealId, seen => seen.reference !== null));
  await watch.when(dealId, seen => seen.stage === 'paid');
  return dealId;
}

/** Notes when documents appear, until none has come for a while after everything else is done. */
function countPrinted({ pool }: BenchStack): { untilQuiet: () => Promise<{ pdfs: number; pdfSeconds: number }> } {
  const began = performance.now();
  let before: number | undefined,
    count = 0,
    firstAt = began,
    lastAt = began,
    quietSince = Number.POSITIVE_INFINITY;
  const look = async () => {
    while (performance.now() - quietSince < quietMs || quietSince === Number.POSITIVE_INFINITY) {
      const { rows } = await pool.query<{ all: number }>('select count(*)::int as all from document');
      const all = rows[0]?.all ?? 0;
      before ??= all;
      if (all - before > count) {
        lastAt = performance.now();
        if (count === 0) firstAt = lastAt;
        if (quietSince !== Number.POSITIVE_INFINITY) quietSince = lastAt;
        count = all - before;
      }
      await pause(250);
    }
    return { pdfs: count, pdfSeconds: (lastAt - firstAt) / 1000 };
  };
  const looking = look();
  return {
    untilQuiet: () => {
      quietSince = performance.now();
      return looking;
    },
  };
}

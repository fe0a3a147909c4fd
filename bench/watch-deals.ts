import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

/** What the measurement sees of a deal: its stage, the step that is open, its invoice. */
export type Seen = Readonly<{ dealId: string; stage: string; taskId: string | null; version: number | null; invoiceId: string | null; reference: string | null; grossMinor: number | null }>;
export type Watch = Readonly<{ when: (dealId: string, holds: (seen: Seen) => boolean) => Promise<Seen>; seen: (dealId: string) => Seen | undefined; stop: () => Promise<void> }>;

const lookEveryMs = 50,
  patienceMs = 180_000;
const query = `select d.id as "dealId", d.stage, t.id as "taskId", t.version, i.id as "invoiceId", i.reference, i.gross_minor::int8 as "grossMinor"
  from deal d left join approval_task t on t.deal_id = d.id and t.status = 'open' left join invoice i on i.deal_id = d.id and i.number is not null
  where d.source = 'bench'`;

type Waiting = Readonly<{ dealId: string; holds: (seen: Seen) => boolean; resolve: (seen: Seen) => void; reject: (error: Error) => void; until: number }>;

/** One look at all deals every 50 ms, for all who wait: fifty pollers of their own would be part of what is measured. */
export function watchDeals(pool: Pool): Watch {
  const latest = new Map<string, Seen>();
  const waiting = new Set<Waiting>();
  let stopped = false;
  const run = async () => {
    while (!stopped) {
      const { rows } = await pool.query<Seen>(query);
      for (const row of rows) latest.set(row.dealId, { ...row, grossMinor: row.grossMinor === null ? null : Number(row.grossMinor) });
      for (const one of waiting) if (isSettled(one, latest.get(one.dealId))) waiting.delete(one);
      await pause(lookEveryMs);
    }
  };
  const running = run().catch((error: Error) => {
    for (const one of waiting) one.reject(error);
  });
  return {
    when: (dealId, holds) => new Promise((resolve, reject) => waiting.add({ dealId, holds, resolve, reject, until: performance.now() + patienceMs })),
    seen: dealId => latest.get(dealId),
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}

function isSettled({ dealId, holds, resolve, reject, until }: Waiting, seen: Seen | undefined): boolean {
  if (seen && holds(seen)) resolve(seen);
  else if (performance.now() > until) reject(new Error(`deal ${dealId} did not get on: ${JSON.stringify(seen)}`));
  else return false;
  return true;
}

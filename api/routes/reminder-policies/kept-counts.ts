import { createHash } from 'node:crypto';
import { nameOf } from '../../../db/read/reminder-policies.ts';
import { listAdoptions } from '../../../db/reminders/adopt-reminder-policy.ts';
import type { Adopting } from '../../../db/reminders/adoptable-invoices.ts';
import { type AdoptionCounts, countAdoption } from '../../../db/reminders/preview-adoption.ts';
import type { ApiContext } from '../../context.ts';
import { dealNow } from '../deals/deal-now.ts';

/** `countedAt`: when it was counted, by the real clock. */
export type KeptCounts = AdoptionCounts & Readonly<{ countedAt: string }>;
type Kept = Readonly<{ countedAt: string; counts: Promise<KeptCounts> }>;

/** Long enough to page through a preview, short enough that nobody decides by what was; a few drafts at once. */
const keptMs = 60_000,
  keptMost = 20;

/** Per server, for its own relief only: whoever is answered by another one is counted for anew. */
const servers = new WeakMap<ApiContext['pool'], { kept: Map<string, Kept>; last: Promise<unknown> }>();

/**
 * What an adoption would do to all open invoices. To count it is to plan each of them twice, so one count is made at a time, whoever asks for
 * the same meanwhile or within a minute is answered by it, and every answer says when it was counted. A version saved or taken on ends it.
 */
export async function keptCounts(ctx: ApiContext, adopting: Adopting): Promise<KeptCounts> {
  const now = ctx.now();
  const server = servers.get(ctx.pool) ?? { kept: new Map<string, Kept>(), last: Promise.resolve() };
  servers.set(ctx.pool, server);
  const key = await keyOf(ctx, adopting);
  const known = server.kept.get(key);
  if (known && now.getTime() - Date.parse(known.countedAt) < keptMs) return known.counts;
  const countedAt = now.toISOString();
  const counts = server.last.then(async () => ({ ...(await countAdoption(ctx.db, adopting, deal => dealNow(ctx, deal))), countedAt }));
  server.last = counts.catch(() => {});
  server.kept.delete(key);
  server.kept.set(key, { countedAt, counts });
  // What could not be counted is counted anew for whoever asks next.
  counts.catch(() => server.kept.delete(key));
  for (const oldest of server.kept.keys()) if (server.kept.size > keptMost) server.kept.delete(oldest);
  return counts;
}

async function keyOf({ db }: ApiContext, { next, scope, inForce }: Adopting): Promise<string> {
  const [latest] = await listAdoptions(db, { limit: 1 });
  return createHash('sha256')
    .update(JSON.stringify([next.policyId, next.version, next.policy, scope, inForce.map(nameOf), latest?.id ?? null]))
    .digest('hex');
}

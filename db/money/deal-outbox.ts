import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { deal, dealOutbox } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** A fact that waits to be told to its deal's process. */
export type OutboxFact = Readonly<{ id: string; message: string; payload: Record<string, unknown>; createdAt: string; workflowId: string; isStarted: boolean }>;

/** Any fixed number: it keeps these locks apart from others of the same database. */
const lockSpace = 720_046;

/** Deals with facts that were not delivered, those that wait longest first; of the outbox ids given, or of all but some deals. */
export async function listWaitingDeals(db: Db, { ids, except, limit }: { ids?: readonly string[]; except?: readonly string[]; limit: number }): Promise<string[]> {
  const wanted = and(
    isNull(dealOutbox.deliveredAt),
    ids === undefined ? undefined : sql`${dealOutbox.id} = any(${sql.param([...ids])})`,
    except === undefined || except.length === 0 ? undefined : sql`${dealOutbox.dealId} <> all(${sql.param([...except])})`,
  );
  const rows = await db
    .select({ dealId: dealOutbox.dealId })
    .from(dealOutbox)
    .where(wanted)
    .groupBy(dealOutbox.dealId)
    .orderBy(asc(sql`min(${dealOutbox.createdAt})`))
    .limit(limit);
  return rows.map(row => row.dealId);
}

/** The facts of one deal that were not delivered, in the order they arose. */
export async function listWaitingFacts(db: Db, dealId: string): Promise<OutboxFact[]> {
  return db
    .select({
      ...{ id: dealOutbox.id, message: dealOutbox.message, payload: dealOutbox.payload, createdAt: dealOutbox.createdAt },
      ...{ workflowId: deal.workflowId, isStarted: sql<boolean>`${deal.startedAt} is not null` },
    })
    .from(dealOutbox)
    .innerJoin(deal, eq(deal.id, dealOutbox.dealId))
    .where(and(eq(dealOutbox.dealId, dealId), isNull(dealOutbox.deliveredAt)))
    .orderBy(asc(dealOutbox.createdAt), asc(dealOutbox.id));
}

/** Records that a fact has arrived; `remark` says why nobody was there to take it, if so. */
export async function markDelivered(db: Db, id: string, { at, remark }: { at: string; remark: string | null }): Promise<void> {
  await db
    .update(dealOutbox)
    .set({ deliveredAt: at, attempts: sql`${dealOutbox.attempts} + 1`, lastError: remark })
    .where(eq(dealOutbox.id, id));
}

export async function markFailed(db: Db, id: string, error: string): Promise<void> {
  await db
    .update(dealOutbox)
    .set({ attempts: sql`${dealOutbox.attempts} + 1`, lastError: error })
    .where(eq(dealOutbox.id, id));
}

/** What became of a fact: `taken` by the process, `refused` by it, or still on its way. Throws where there is none of that id. */
export async function readFactFate(db: Db, id: string): Promise<'waiting' | 'taken' | 'refused'> {
  const [row] = await db.select({ deliveredAt: dealOutbox.deliveredAt, remark: dealOutbox.lastError }).from(dealOutbox).where(eq(dealOutbox.id, id));
  if (!row) throw new Error(`the outbox has no fact ${id}`);
  if (row.deliveredAt === null) return 'waiting';
  return row.remark === null ? 'taken' : 'refused';
}

/**
 * Does `work` for a deal while no other process does it, and answers whether it did. The claim is a lock of the session and not of a transaction:
 * it may be held over a call to the process engine, and it ends with the connection when its holder dies.
 */
export async function whileClaimed(pool: Pool, dealId: string, work: () => Promise<void>): Promise<boolean> {
  const client = await pool.connect();
  const onError = () => {};
  client.on('error', onError);
  let clean = false;
  try {
    const { rows } = await client.query<{ claimed: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as claimed', [lockSpace, dealId]);
    const claimed = rows[0]?.claimed === true;
    if (claimed) {
      await work();
      await client.query('select pg_advisory_unlock($1, hashtext($2))', [lockSpace, dealId]);
    }
    clean = true;
    return claimed;
  } finally {
    client.off('error', onError);
    client.release(!clean);
  }
}

import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import * as schema from './schema/index.ts';

export type Db = NodePgDatabase<typeof schema>;

/** The same typed view over a pool (reads) or over one checked-out client (a unit of work). */
export function readDb(pool: Pool): Db {
  return drizzle(pool, { schema, casing: 'snake_case' });
}

const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'RuleViolation';

/**
 * Runs `work` in one transaction on one client checked out by hand: the only code that opens a transaction (ADR 0002).
 * Anything but a clean COMMIT, or a clean ROLLBACK after a rule's refusal, throws the connection away.
 * When the answer to COMMIT is lost the outcome is unknown: every unit is repeat-safe and is simply asked for again.
 */
export async function unitOfWork<T>(pool: Pool, work: (db: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const onError = () => {};
  client.on('error', onError);
  let clean = false;
  try {
    await client.query('begin');
    const result = await work(drizzle(client, { schema, casing: 'snake_case' })).catch(async error => {
      if (isRefusal(error)) clean = (await client.query('rollback')).command === 'ROLLBACK';
      throw error;
    });
    if ((await client.query('commit')).command !== 'COMMIT') throw new Error('the transaction was aborted before its commit');
    clean = true;
    return result;
  } finally {
    client.off('error', onError);
    client.release(!clean);
  }
}

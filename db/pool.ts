import pg from 'pg';

/** A pool whose waits all end: connecting, a statement, an idle transaction. Dates come as strings, instants as ISO text. */
export function createPool(databaseUrl: string, size = 10): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: size,
    connectionTimeoutMillis: 5_000,
    query_timeout: 15_000,
    statement_timeout: 12_000,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
  });
  // An idle connection that dies is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  return pool;
}

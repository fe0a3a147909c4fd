import { Client, Connection } from '@temporalio/client';
import { buildApp } from './api/app.ts';
import type { ApiContext } from './api/context.ts';
import { createLogger } from './api/plugins/logger.ts';
import { startWaitingDeals } from './api/process/reconcile-starts.ts';
import { runRounds } from './api/process/run-rounds.ts';
import { startRelay } from './api/relay/relay.ts';
import { resumeStatements } from './api/routes/read-large-statement.ts';
import { loadConfig } from './config.ts';
import { forgetExpiredKeys } from './db/idempotency/idempotency.ts';
import { createPool } from './db/pool.ts';
import { readDb } from './db/unit-of-work.ts';

const stopWithinMs = 25_000;

// Local times are asked of the calendar rules with their zone, never of the process.
process.env.TZ = 'UTC';

const config = loadConfig(process.env);
const logger = createLogger(config.logLevel);
const pool = createPool(config.databaseUrl, config.databasePoolSize);
// Lazy: the server comes up, and answers, while Temporal does not.
const connection = Connection.lazy({ address: config.temporalAddress, ...(config.temporalTls ? { tls: true } : {}), ...(config.temporalApiKey ? { apiKey: config.temporalApiKey } : {}) });
const { publicUrl, linkKey, fastForward, signalDecisions, demo, trustProxy } = config;
const ctx: ApiContext = {
  pool,
  db: readDb(pool),
  temporal: new Client({ connection, namespace: config.temporalNamespace }),
  config: {
    publicUrl,
    linkKey,
    namespace: config.temporalNamespace,
    temporalUiUrl: config.temporalUiUrl ?? null,
    fastForward,
    signalDecisions,
    demo,
    inboxDir: config.inboxDir ?? null,
    trustProxy: trustProxy !== false,
  },
  now: () => new Date(),
};

const app = await buildApp(ctx, { logger, trustProxy });
const onError = (error: unknown) => logger.warn({ err: error }, 'a round beside the requests could not be made');
const besideRequests = [
  startRelay(ctx, { onError }),
  runRounds(() => startWaitingDeals(ctx), { everyMs: 30_000, onError }),
  runRounds(() => forgetExpiredKeys(ctx.db, ctx.now().toISOString()), { everyMs: 600_000, onError }),
  runRounds(() => resumeStatements(ctx).then(() => 'done'), { everyMs: 10_000, onError }),
];
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(signal));
await app.listen({ host: config.host, port: config.port });

/** Stops accepting, lets what runs end, then lets go of Postgres and Temporal. What takes longer than its own time limits is left. */
async function stop(signal: string): Promise<void> {
  logger.info({ signal }, 'stopping');
  setTimeout(() => process.exit(1), stopWithinMs).unref();
  await app.close();
  await Promise.all(besideRequests.map(each => each.stop()));
  // A fact on its way to a deal holds a client of the pool until Temporal has answered, so Postgres goes first.
  await pool.end();
  await connection.close();
  process.exit(0);
}

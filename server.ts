import { Client, Connection } from '@temporalio/client';
import pino from 'pino';
import { buildApp } from './api/app.ts';
import type { ApiContext } from './api/context.ts';
import { redactPath } from './api/pages/redact-path.ts';
import { reconcileStarts } from './api/process/reconcile-starts.ts';
import { startRelay } from './api/relay/relay.ts';
import { type Config, loadConfig } from './config.ts';
import { createPool } from './db/pool.ts';
import { readDb } from './db/unit-of-work.ts';

// Local times are asked of the calendar rules with their zone, never of the process.
process.env.TZ = 'UTC';

const config = readConfig();
const logger = pino({ level: config.logLevel, serializers: { req: request => ({ method: request.method, url: redactPath(request.url), remoteAddress: request.ip }) } });
const pool = createPool(config.databaseUrl, config.databasePoolSize);
// Lazy: the server answers /livez and says 503 while the process engine is away, and goes on when it comes.
const connection = Connection.lazy({ address: config.temporalAddress, ...(config.temporalTls ? { tls: true } : {}), ...(config.temporalApiKey ? { apiKey: config.temporalApiKey } : {}) });
const ctx = contextOf(config);
const app = await buildApp(ctx, { logger, trustProxy: config.trustProxy });
const onError = (error: unknown) => logger.error(error);
const relay = startRelay(ctx, { onError });
const reconciler = reconcileStarts(ctx, { onError });
await app.listen({ host: config.host, port: config.port });

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void drain());

/** Stops taking requests, lets those under way end, then closes what they used. */
async function drain(): Promise<void> {
  await app.close();
  await Promise.all([relay.stop(), reconciler.stop()]);
  await connection.close();
  await pool.end();
}

function contextOf({ publicUrl, linkKey, temporalNamespace: namespace, temporalUiUrl, fastForward, signalDecisions, demo, inboxDir, trustProxy }: Config): ApiContext {
  const temporal = new Client({ connection, namespace });
  return { pool, db: readDb(pool), temporal, config: { publicUrl, linkKey, namespace, temporalUiUrl: temporalUiUrl ?? null, fastForward, signalDecisions, demo, inboxDir: inboxDir ?? null, trustProxy: trustProxy !== false }, now: () => new Date() };
}

/** A wrong setting is the operator's to mend: he gets the sentence, not the stack. */
function readConfig(): Config {
  try {
    return loadConfig(process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}

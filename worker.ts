import http from 'node:http';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { watchDrop } from './activities/bounces/watch-drop.ts';
import { closeBrowser } from './activities/documents/browser.ts';
import { startNoticeRelay } from './activities/letters/notice-relay.ts';
import { letterDeps, queueOptions } from './activities/queue-options.ts';
import { type Config, loadConfig, type WorkerQueue } from './config.ts';
import { createPool } from './db/pool.ts';
import { readDb } from './db/unit-of-work.ts';
import { ensureNamespace } from './local/temporal-setup.ts';

// Local times are asked of the calendar rules with their zone, never of the process.
process.env.TZ = 'UTC';

const config = readConfig();
Runtime.install({ shutdownSignals: [] });
const pool = createPool(config.databaseUrl, config.databasePoolSize);
const connection = await connect(config);
await ensureNamespace({ address: config.temporalAddress, options: connectionOptions(config), namespace: config.temporalNamespace });
const workers = await Promise.all(config.workerQueues.flatMap(queue => optionsOf(queue)).map(options => Worker.create(options)));
const relay = config.workerQueues.includes('letters') ? startNoticeRelay(letterDeps({ ...config, pool }), reportError) : null;
const drop = config.bounceDrop !== null && config.workerQueues.includes('letters') ? watchDrop({ pool, folder: config.bounceDrop }, reportDropError) : null;
const health = http.createServer(answerHealth).listen(config.workerPort, config.host);
let draining = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, drain);
await Promise.all(workers.map(worker => worker.run()));
health.close();
await relay?.stop();
await drop?.stop();
await closeBrowser();
await connection.close();
await pool.end();

function reportError(error: unknown): void {
  process.stderr.write(`worker: a letter could not be sent: ${error instanceof Error ? error.stack : String(error)}\n`);
}

function reportDropError(error: unknown): void {
  process.stderr.write(`worker: the folder of returned letters could not be read: ${error instanceof Error ? error.stack : String(error)}\n`);
}

function drain(): void {
  draining = true;
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
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

function connectionOptions({ temporalApiKey: apiKey, temporalTls: tls }: Config): { tls?: true; apiKey?: string } {
  return { ...(tls ? { tls: true } : {}), ...(apiKey ? { apiKey } : {}) };
}

/** The process engine may come up after this process: it is tried until it answers. */
async function connect(settings: Config): Promise<NativeConnection> {
  const address = settings.temporalAddress;
  for (;;) {
    try {
      return await NativeConnection.connect({ address, ...connectionOptions(settings) });
    } catch (error) {
      process.stderr.write(`worker: ${address} does not answer yet: ${error instanceof Error ? error.message : String(error)}\n`);
      await new Promise(resolve => setTimeout(resolve, 2_000));
    }
  }
}

function optionsOf(queue: WorkerQueue): WorkerOptions[] {
  const { temporalNamespace: namespace, smtpUrl, mailFrom, publicUrl, linkKey, workflowBundle = null } = config;
  return queue === 'bank' ? [] : [queueOptions(queue, { connection, namespace, pool, smtpUrl, mailFrom, publicUrl, linkKey, workflowBundle })];
}

/** `/livez`: the process answers. `/readyz`: every queue is served and the database answers. */
async function answerHealth(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  if (request.url === '/livez') return void response.writeHead(200).end('ok');
  if (request.url !== '/readyz') return void response.writeHead(404).end();
  const database = await readDb(pool)
    .execute('select 1')
    .then(
      () => true,
      () => false,
    );
  const running = !draining && workers.every(worker => worker.getState() === 'RUNNING');
  response.writeHead(database && running ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify({ database, workers: running, draining }));
}

import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate } from '../db/migrate.ts';
import { ensureDemoKey } from '../db/keys/ensure-demo-key.ts';
import { type Config, loadConfig } from '../config.ts';
import { choosePorts, type Ports, type StackFile } from './addresses.ts';
import { type DataFolder, endLeftovers, openDataFolder } from './data-folder.ts';
import { isSeeded, markSeeded, mayHoldDemo } from './demo-data.ts';
import { startMailCatcher } from './mail-catcher.ts';
import { startOwnProgram } from './own-programs.ts';
import { startPostgres } from './postgres.ts';
import { createDatabase, postgresPortInUse } from './postgres-databases.ts';
import { seedDemo } from './seed/seed.ts';
import { stackEnvironment } from './stack-environment.ts';
import { keepRunning } from './supervision.ts';
import { programName } from './temporal-config.ts';
import { startTemporal } from './temporal-server.ts';
import { ensureNamespace } from './temporal-setup.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

export type StackOptions = { readonly env: NodeJS.ProcessEnv; readonly dataDir: string; readonly port?: number; readonly log: (line: string) => void; readonly changed: (stack: StackFile) => void };
export type Stack = { readonly file: StackFile; readonly demo: boolean };

const stragglerMs = 10_000, stoppedEarly = 'Stopped before all was ready.';
const took = (began: number) => `${((performance.now() - began) / 1000).toFixed(1)} s`;

/**
 * The whole stack on this machine. Parts register themselves as they come up, in the order in which they depend on one another,
 * so that `stop` can end them the other way round at any moment, a half-finished start included.
 */
export class LocalStack {
  readonly #options: StackOptions;
  readonly #parts: { rank: number; stop(): Promise<void> }[] = [];
  readonly #comingUp = new Set<Promise<unknown>>();
  readonly #pids: Record<string, number> = { start: process.pid };
  #file: StackFile | undefined;
  #stopping = false;

  constructor(options: StackOptions) {
    this.#options = options;
  }

  /** Brings everything up; answers when the last part is ready and the demo is seeded. */
  async start(): Promise<Stack> {
    const { env, dataDir, log } = this.#options, external = env.DATABASE_URL || undefined;
    const folder = await openDataFolder(dataDir);
    const left = await endLeftovers(folder.dir, external ? [] : ['postgres']);
    if (left.length > 0) log(`An earlier start had left ${left.join(', ')} running; ended.`);
    const held = external ? undefined : await postgresPortInUse(folder.postgresDir, folder.secrets.postgresPassword);
    const port = this.#options.port ?? (env.PORT ? Number(env.PORT) : undefined);
    const asked = { ...(port === undefined ? {} : { http: port }), ...(env.WORKER_PORT ? { worker: Number(env.WORKER_PORT) } : {}) };
    const ports = await choosePorts(folder.dir, asked, held === undefined ? {} : { postgres: held });
    if (port !== undefined && ports.http !== port) log(`Port ${port} is taken; the server listens on ${ports.http}.`);

    const [database, temporal, mail, workflowBundle] = await Promise.all([this.#postgres(folder, ports), this.#temporal(folder, ports), this.#mail(folder, ports), this.#bundle(folder)]);
    const demo = await mayHoldDemo(folder.dir, external, env.DEMO);
    if (!demo && external && env.DEMO !== 'off') log('The database is not empty, so no demo data goes into it (DEMO=on would put it there).');
    const environment = stackEnvironment({ env, folder, ports, demo }, { databaseUrl: database, temporalAddress: temporal.address, temporalUiUrl: temporal.uiUrl, smtpUrl: mail.smtpUrl, inboxDir: mail.dir, workflowBundle });
    const config = loadConfig(environment);
    await Promise.all([this.#database(config, demo ? folder.secrets.apiKey : undefined), this.#namespace(config)]);
    await Promise.all([this.#program('worker', folder, environment, config), this.#program('server', folder, environment, config)]);
    this.#file = {
      api: config.publicUrl, api_key: demo ? folder.secrets.apiKey : '', temporal: config.temporalAddress, temporal_ui: config.temporalUiUrl ?? null,
      postgres: config.databaseUrl, smtp: config.smtpUrl, inbox: mail.dir ? `${config.publicUrl}/inbox` : null, pids: this.#pids,
    };
    if (demo) await this.#seed(folder, external, config);
    this.#options.changed(this.#file);
    return { file: this.#file, demo };
  }

  /** Ends every part, what depends on others first; then whatever was just coming up. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const part of this.#parts.sort((a, b) => b.rank - a.rank).splice(0)) await part.stop().catch((error: Error) => this.#options.log(error.message));
    await Promise.race([Promise.allSettled(this.#comingUp), pause(stragglerMs)]);
    await endLeftovers(this.#options.dataDir);
  }

  /** Has a part come up and notes it for the stop; where the stop has already begun the part is ended at once. */
  async #comeUp<P extends { stop(): Promise<void> }>(rank: number, start: () => Promise<P>): Promise<P> {
    const coming = (async () => {
      if (this.#stopping) throw new Error(stoppedEarly);
      const part = await start();
      if (!this.#stopping) this.#parts.push({ rank, stop: () => part.stop() });
      else {
        await part.stop();
        throw new Error(stoppedEarly);
      }
      return part;
    })();
    this.#comingUp.add(coming);
    try { return await coming; } finally { this.#comingUp.delete(coming); }
  }

  #noteProcess(name: string, pid: number): void {
    this.#pids[name] = pid;
    if (this.#file && !this.#stopping) this.#options.changed(this.#file);
  }

  async #postgres(folder: DataFolder, ports: Ports): Promise<string> {
    const { env, log } = this.#options, began = performance.now();
    if (env.DATABASE_URL) return env.DATABASE_URL;
    const start = () => startPostgres({ dataDir: folder.postgresDir, recordsDir: folder.dir, port: ports.postgres, password: folder.secrets.postgresPassword });
    let url = '';
    const started = (running: Awaited<ReturnType<typeof start>>) => { this.#noteProcess('postgres', running.pid); url = running.url('q2c'); };
    let server: Awaited<ReturnType<typeof start>> | undefined;
    await this.#comeUp(1, () => keepRunning('Postgres', async () => (server = await start()), { log, started }));
    if (server) await createDatabase(server, 'q2c');
    log(`✓ Postgres :${ports.postgres}${server?.reused ? ', still running from an earlier start' : ''} (${took(began)})`);
    return url;
  }

  async #temporal(folder: DataFolder, ports: Ports): Promise<{ address: string; uiUrl: string | undefined }> {
    const { env, log } = this.#options, began = performance.now();
    if (env.TEMPORAL_ADDRESS) return { address: env.TEMPORAL_ADDRESS, uiUrl: env.TEMPORAL_UI_URL || undefined };
    const start = () => startTemporal({ dataDir: folder.dir, ports: { grpc: ports.temporal, ui: ports.temporalUi }, namespace: env.TEMPORAL_NAMESPACE || 'q2c', env, log });
    let server: Awaited<ReturnType<typeof start>> | undefined;
    const started = (running: Awaited<ReturnType<typeof start>>) => { for (const [name, pid] of Object.entries(running.pids)) this.#noteProcess(name, pid); };
    await this.#comeUp(2, () => keepRunning('Temporal', async () => (server = await start()), { log, started }));
    log(`✓ Temporal :${ports.temporal}, ${server ? `${programName(server.program)}, ${server.program.from}` : ''} (${took(began)})`);
    return { address: `127.0.0.1:${ports.temporal}`, uiUrl: `http://localhost:${ports.temporalUi}` };
  }

  async #mail(folder: DataFolder, ports: Ports): Promise<{ smtpUrl: string; dir: string | undefined }> {
    const { env, log } = this.#options;
    if (env.SMTP_URL) return { smtpUrl: env.SMTP_URL, dir: undefined };
    const catcher = await this.#comeUp(3, () => startMailCatcher({ port: ports.smtp, dir: folder.mailDir }));
    log(`✓ Mail :${ports.smtp}`);
    return { smtpUrl: catcher.smtpUrl, dir: folder.mailDir };
  }

  async #bundle(folder: DataFolder): Promise<string> {
    const { env, log } = this.#options, began = performance.now();
    if (env.WORKFLOW_BUNDLE) return env.WORKFLOW_BUNDLE;
    const bundle = await bundleWorkflows({ outDir: path.join(folder.dir, 'bundle') });
    log(`✓ Workflow bundle (${took(began)})`);
    return bundle;
  }

  async #database(config: Config, demoKey: string | undefined): Promise<void> {
    const began = performance.now();
    await migrate(config.databaseUrl);
    if (demoKey !== undefined) await ensureDemoKey(config.databaseUrl, demoKey);
    this.#options.log(`✓ Database migrated (${took(began)})`);
  }

  async #namespace(config: Config): Promise<void> {
    const began = performance.now(), { temporalTls: tls, temporalApiKey: apiKey } = config;
    await ensureNamespace({ address: config.temporalAddress, namespace: config.temporalNamespace, options: { tls, ...(apiKey === undefined ? {} : { apiKey }) } });
    this.#options.log(`✓ Namespace ${config.temporalNamespace} (${took(began)})`);
  }

  async #program(name: 'server' | 'worker', folder: DataFolder, env: NodeJS.ProcessEnv, config: Config): Promise<void> {
    const { log } = this.#options, began = performance.now();
    const host = ['0.0.0.0', '::'].includes(config.host) ? '127.0.0.1' : config.host, port = name === 'server' ? config.port : config.workerPort;
    const start = () => startOwnProgram({ name, dataDir: folder.dir, env, readyUrl: `http://${host.includes(':') ? `[${host}]` : host}:${port}/readyz` });
    await this.#comeUp(name === 'worker' ? 4 : 5, () => keepRunning(`The ${name}`, start, { log, started: ({ pid }) => this.#noteProcess(name, pid) }));
    log(`✓ ${name === 'server' ? 'Server' : 'Worker'} :${port} (${took(began)})`);
  }

  async #seed(folder: DataFolder, external: string | undefined, config: Config): Promise<void> {
    const { log } = this.#options, began = performance.now();
    if (isSeeded(folder.dir, external)) return;
    log('Seeding the demo, once …');
    await seedDemo({ apiUrl: config.publicUrl, apiKey: folder.secrets.apiKey, databaseUrl: config.databaseUrl, log });
    markSeeded(folder.dir, external);
    log(`✓ Demo seeded (${took(began)})`);
  }
}

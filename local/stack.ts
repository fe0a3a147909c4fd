import { type Config, loadConfig } from '../config.ts';
import { ensureDemoKey } from '../db/keys/ensure-demo-key.ts';
import { migrate } from '../db/migrate.ts';
import { choosePorts, ownUrl, type Ports, type StackFile } from './addresses.ts';
import { type DataFolder, endLeftovers, openDataFolder } from './data-folder.ts';
import { isSeeded, markSeeded, mayHoldDemo } from './demo-data.ts';
import { bringBundle, bringMail, bringPostgres, bringProgram, bringTemporal, type Site, took } from './embedded-parts.ts';
import { whyNoFastForward } from './fast-forward.ts';
import type { PartRegister } from './part-register.ts';
import { postgresPortInUse } from './postgres-databases.ts';
import { seedDemo } from './seed/seed.ts';
import { stackEnvironment } from './stack-environment.ts';
import { ensureNamespace } from './temporal-setup.ts';

export type StackOrder = {
  readonly env: NodeJS.ProcessEnv;
  readonly dataDir: string;
  readonly port?: number;
  readonly parts: PartRegister;
  readonly log: (line: string) => void;
  /** Told when all is ready, and again whenever a process has been replaced. */
  readonly ready: (stack: StackFile) => void;
};

async function settlePorts(folder: DataFolder, { env, port: asked, log }: StackOrder): Promise<Ports> {
  const held = env.DATABASE_URL ? undefined : await postgresPortInUse(folder.postgresDir, folder.secrets.postgresPassword);
  const http = asked ?? (env.PORT ? Number(env.PORT) : undefined),
    worker = env.WORKER_PORT ? Number(env.WORKER_PORT) : undefined;
  const ports = await choosePorts(folder.dir, { ...(http ? { http } : {}), ...(worker ? { worker } : {}) }, held === undefined ? {} : { postgres: held });
  if (http && ports.http !== http) log(`Port ${http} is taken; the server listens on ${ports.http}.`);
  return ports;
}

async function settleDemo(folder: DataFolder, { env, log }: StackOrder): Promise<boolean> {
  const demo = await mayHoldDemo(folder.dir, env.DATABASE_URL || undefined, env.DEMO);
  if (!demo && env.DEMO !== 'off') log('The database is not empty, so no demo data goes into it (DEMO=on would put it there).');
  return demo;
}

async function prepareDatabase(config: Config, demoKey: string | undefined, log: (line: string) => void): Promise<void> {
  const began = performance.now();
  await migrate(config.databaseUrl);
  if (demoKey !== undefined) await ensureDemoKey(config.databaseUrl, demoKey);
  log(`✓ Database migrated (${took(began)})`);
}

async function prepareNamespace(config: Config, log: (line: string) => void): Promise<void> {
  const began = performance.now(),
    { temporalTls: tls, temporalApiKey: apiKey } = config;
  await ensureNamespace({ address: config.temporalAddress, namespace: config.temporalNamespace, options: { tls, ...(apiKey === undefined ? {} : { apiKey }) } });
  log(`✓ Namespace ${config.temporalNamespace} (${took(began)})`);
}

/** Deals run on a server that cannot skip time as well; only the person should know why their clocks cannot be moved. */
async function tellFastForward(config: Config, log: (line: string) => void): Promise<void> {
  const why = config.fastForward ? await whyNoFastForward(config) : undefined;
  if (why) log(`· Fast-forward is off: ${why}`);
}

async function seedOnce({ folder, env, log }: Site, config: Config): Promise<void> {
  const external = env.DATABASE_URL || undefined,
    began = performance.now();
  if (isSeeded(folder.dir, external)) return;
  log('Seeding the demo, once …');
  await seedDemo({ apiUrl: ownUrl(config.host, config.port), apiKey: folder.secrets.apiKey, databaseUrl: config.databaseUrl, log });
  markSeeded(folder.dir, external);
  log(`✓ Demo seeded (${took(began)})`);
}

/**
 * Brings the whole stack up on this machine: what the person has not got is started from packages, then the database and the
 * namespace are prepared, worker and server started, the demo seeded once. Every part is in `parts` as soon as it runs.
 */
export async function startStack(order: StackOrder): Promise<{ file: StackFile; demo: boolean }> {
  const { env, parts, log } = order,
    folder = await openDataFolder(order.dataDir);
  const left = await endLeftovers(folder.dir, env.DATABASE_URL ? [] : ['postgres']);
  if (left.length > 0) log(`An earlier start had left ${left.join(', ')} running; ended.`);
  const ports = await settlePorts(folder, order),
    site: Site = { env, folder, ports, parts, log };

  const [databaseUrl, temporal, mail, workflowBundle] = await Promise.all([bringPostgres(site), bringTemporal(site), bringMail(site), bringBundle(site)]);
  const demo = await settleDemo(folder, order);
  const environment = stackEnvironment(
    { env, folder, ports, demo },
    { databaseUrl, temporalAddress: temporal.address, temporalUiUrl: temporal.uiUrl, smtpUrl: mail.smtpUrl, inboxDir: mail.dir, workflowBundle },
  );
  const config = loadConfig(environment),
    { apiKey } = folder.secrets;
  await Promise.all([prepareDatabase(config, demo ? apiKey : undefined, log), prepareNamespace(config, log)]);
  const program = (port: number) => ({ env: environment, host: config.host, port });
  await Promise.all([bringProgram('worker', site, program(config.workerPort)), bringProgram('server', site, program(config.port))]);
  await tellFastForward(config, log);
  if (demo) await seedOnce(site, config);

  const file = (pids: StackFile['pids']): StackFile => ({
    api: config.publicUrl,
    api_key: demo ? apiKey : '',
    temporal: config.temporalAddress,
    temporal_ui: config.temporalUiUrl ?? null,
    postgres: config.databaseUrl,
    smtp: config.smtpUrl,
    inbox: mail.dir ? `${config.publicUrl}/inbox` : null,
    pids,
  });
  parts.onPids = pids => order.ready(file(pids));
  order.ready(file(parts.pids));
  return { file: file(parts.pids), demo };
}

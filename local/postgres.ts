import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lastLines, type ManagedProcess, startProcess, waitUntilReady } from './managed-process.ts';
import { nobody, preparePostgres, runsAsRoot } from './postgres-binaries.ts';
import { databaseUrl, type Postgres, servesFolder } from './postgres-databases.ts';
import { commandLine, endProcess, processIdentity, waitUntilEnded } from './process-identity.ts';

export type PostgresOrder = {
  /** The cluster itself; logs and the pid file lie beside it. Made if absent; as root keep it out of root's home. */
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  /** Where logs and pid files go; the parent of `dataDir` if absent. */
  readonly recordsDir?: string;
  /** False trades safety against a power cut for speed: tests only. */
  readonly durable?: boolean;
};

export type RunningPostgres = Postgres & { readonly pid: number; readonly reused: boolean; readonly ended: Promise<string>; stop(): Promise<void> };

const environment = () => ({ PATH: process.env.PATH, LC_ALL: 'C', LC_MESSAGES: 'C', TZ: 'UTC' });
const asUser = runsAsRoot ? { uid: nobody, gid: nobody } : {};

function makeDataDir(dataDir: string): void {
  // Parents first and with the usual mode: made in one step with 0700 they would lock out the user Postgres runs as.
  mkdirSync(path.dirname(dataDir), { recursive: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (runsAsRoot) chownSync(dataDir, nobody, nobody);
}

function initialise(native: string, dataDir: string, password: string): void {
  // A cluster that an interrupted first start left half made holds nothing yet.
  rmSync(dataDir, { recursive: true, force: true });
  makeDataDir(dataDir);
  const passwordFile = `${dataDir}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runsAsRoot) chownSync(passwordFile, nobody, nobody);
  const result = spawnSync(
    path.join(native, 'bin', 'initdb'),
    ['-D', dataDir, '-U', 'q2c', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions'],
    { ...asUser, env: environment(), cwd: '/', encoding: 'utf8' },
  );
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) throw new Error(`Postgres could not make its data folder ${dataDir}: ${result.error?.message ?? result.stderr}`);
  writeFileSync(`${dataDir}.ready`, '');
}

type Postmaster = { readonly pid: number; readonly port: number };
function recordedPostmaster(dataDir: string): Postmaster | undefined {
  const file = path.join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number);
  return pid ? { pid, port: port ?? 0 } : undefined;
}

/** A postmaster of an earlier start that still serves this very folder; one that hangs is ended, a foreign pid is disregarded. */
async function leftPostmaster(dataDir: string, password: string): Promise<Postmaster | undefined> {
  const recorded = recordedPostmaster(dataDir);
  if (!recorded) return undefined;
  const identity = processIdentity(recorded.pid),
    ours = commandLine(recorded.pid).includes(dataDir);
  if (identity !== undefined && ours) {
    for (const until = performance.now() + 10_000; performance.now() < until && processIdentity(recorded.pid) === identity; ) {
      if (await servesFolder(databaseUrl(recorded.port, password, 'postgres'), dataDir)) return recorded;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    await endProcess(recorded.pid, identity, { signal: 'SIGQUIT', patienceMs: 5_000 });
    return undefined;
  }
  // Postgres believes any living process of that number, so the record goes; a dead one it deals with itself, with more checks.
  let exists = true;
  try {
    process.kill(recorded.pid, 0);
  } catch (error) {
    exists = (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (exists) rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
  return undefined;
}

async function launch(order: PostgresOrder, native: string, recordsDir: string): Promise<ManagedProcess> {
  const fast = order.durable === false ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'] : [];
  const url = databaseUrl(order.port, order.password, 'postgres');
  // After a kill -9 the old backends hold the shared memory for another moment.
  for (let attempt = 1; ; attempt++) {
    const running = await startProcess({
      name: 'postgres',
      command: path.join(native, 'bin', 'postgres'),
      dataDir: recordsDir,
      cwd: '/',
      env: environment(),
      manners: { signal: 'SIGINT', patienceMs: 30_000 },
      ...asUser,
      args: ['-D', order.dataDir, '-p', String(order.port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'timezone=UTC', '-c', 'max_connections=100', ...fast],
    });
    try {
      await waitUntilReady({ name: 'Postgres', process: running, ready: () => servesFolder(url, order.dataDir), withinMs: 60_000 });
      return running;
    } catch (error) {
      await running.stop();
      if (attempt >= 10 || !/shared memory block/.test(lastLines(running.logFile, 6))) throw error;
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }
}

/** A postmaster this process did not start itself: it is watched and ended by its id. */
function reuse(left: Postmaster, password: string): RunningPostgres {
  const identity = processIdentity(left.pid) ?? '';
  const ended = (async () => {
    while (!(await waitUntilEnded(left.pid, identity, { withinMs: 3_600_000, everyMs: 500 })));
    return 'ended';
  })();
  return {
    pid: left.pid,
    port: left.port,
    reused: true,
    ended,
    url: database => databaseUrl(left.port, password, database),
    stop: () => endProcess(left.pid, identity, { signal: 'SIGINT', patienceMs: 30_000 }),
  };
}

/**
 * Starts the Postgres that npm brought, as root under the user nobody, or takes over the one that an earlier start left
 * running on the same folder; recovers after a kill of any of them.
 * @throws Error with Postgres's own last words where it does not come up.
 */
export async function startPostgres(order: PostgresOrder): Promise<RunningPostgres> {
  const dataDir = path.resolve(order.dataDir),
    recordsDir = order.recordsDir ?? path.dirname(dataDir),
    native = preparePostgres();
  mkdirSync(recordsDir, { recursive: true });
  if (!existsSync(`${dataDir}.ready`)) initialise(native, dataDir, order.password);
  const left = await leftPostmaster(dataDir, order.password);
  if (left) return reuse(left, order.password);
  const running = await launch({ ...order, dataDir }, native, recordsDir);
  return { pid: running.pid, port: order.port, reused: false, ended: running.ended, url: database => databaseUrl(order.port, order.password, database), stop: running.stop };
}

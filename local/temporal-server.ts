import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { freePorts, portAnswers, portIsFree } from './free-ports.ts';
import { type ManagedProcess, startProcess, waitUntilReady } from './managed-process.ts';
import { cliArguments, type DynamicSettings, lastInnerPorts, writeServerConfig, writeUiConfig } from './temporal-config.ts';
import { obtainTemporal } from './temporal-obtain.ts';
import type { TemporalProgram } from './temporal-programs.ts';

export type TemporalOrder = {
  /** Everything lies here: the SQLite file (temporal/), logs and pid files. */
  readonly dataDir: string;
  readonly ports: { readonly grpc: number; readonly ui: number };
  /** The namespace the Web UI opens with. */
  readonly namespace?: string;
  /** False starts no Web UI: tests do not look at it. */
  readonly ui?: boolean;
  /** Settings of the server beside the usual ones: tests force rare things with them. */
  readonly settings?: DynamicSettings;
  readonly env?: NodeJS.ProcessEnv;
  readonly log?: (line: string) => void;
};

export type RunningTemporal = {
  readonly address: string;
  readonly uiUrl: string;
  readonly program: TemporalProgram;
  readonly pids: Readonly<Record<string, number>>;
  /** Settles when the server or its Web UI has ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
};

// Left alone the server takes fourteen seconds to say goodbye to itself; its file is in WAL mode and loses nothing by a kill.
const serverPatienceMs = 1_500;

const databaseFile = (dataDir: string, kind: TemporalProgram['kind']) => path.join(dataDir, 'temporal', kind === 'cli' ? 'cli.db' : 'server.db');

// Asked of a port where nobody listens yet, gRPC waits a second before it tries again; so the port is looked at first.
async function answers(port: number): Promise<boolean> {
  if (!(await portAnswers(port))) return false;
  const connection = await Connection.connect({ address: `127.0.0.1:${port}`, connectTimeout: 2_000 });
  await connection.close();
  return true;
}

/** The kind of server a folder began with. It keeps that kind: the two do not share a file, and under the other one its deals would be out of sight. */
function keptKind(dataDir: string): { kind?: TemporalProgram['kind'] } {
  const kinds = (['server', 'cli'] as const).filter(kind => existsSync(databaseFile(dataDir, kind)));
  return kinds.length === 1 && kinds[0] ? { kind: kinds[0] } : {};
}

/**
 * The inner ports of the last start where they are free, else new ones. A server that was killed stands in its own list of members
 * for a while: under other ports the next one takes itself for a second machine and asks the dead one for most of a minute.
 */
async function innerPorts(dir: string): Promise<readonly number[]> {
  const last = lastInnerPorts(dir);
  const free = last.length === 7 && (await Promise.all(last.map(port => portIsFree(port)))).every(Boolean);
  return free ? last : freePorts(7);
}

async function startServer(order: TemporalOrder, program: TemporalProgram): Promise<ManagedProcess> {
  const { dataDir, ports } = order,
    dir = path.join(dataDir, 'temporal');
  const database = databaseFile(dataDir, program.kind);
  const cli = program.kind === 'cli',
    more = order.settings ? { settings: order.settings } : {};
  const args = cli
    ? cliArguments({ database, port: ports.grpc, ...(order.ui === false ? {} : { uiPort: ports.ui }), ...more })
    : ['--config-file', writeServerConfig(dir, database, { frontend: ports.grpc, others: await innerPorts(dir), ...more }), '--allow-no-auth', 'start'];
  const running = await startProcess({
    name: 'temporal',
    command: cli ? program.path : program.server,
    args,
    env: { PATH: (order.env ?? process.env).PATH, HOME: dir, TZ: 'UTC' },
    dataDir,
    cwd: dir,
    manners: { patienceMs: serverPatienceMs },
  });
  try {
    await waitUntilReady({ name: 'The Temporal server', process: running, ready: () => answers(ports.grpc), withinMs: 60_000 });
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function startWebUi(order: TemporalOrder, program: TemporalProgram): Promise<ManagedProcess | undefined> {
  if (program.kind === 'cli' || order.ui === false) return undefined;
  const { dataDir, ports } = order,
    dir = path.join(dataDir, 'temporal');
  const args = writeUiConfig(dir, { port: ports.ui, temporalAddress: `127.0.0.1:${ports.grpc}`, namespace: order.namespace ?? 'q2c' });
  const running = await startProcess({ name: 'temporal-ui', command: program.ui, args, env: { PATH: process.env.PATH, HOME: dir, TZ: 'UTC' }, dataDir, cwd: dir });
  try {
    await waitUntilReady({ name: 'The Temporal Web UI', process: running, ready: async () => (await fetch(`http://127.0.0.1:${ports.ui}/healthz`)).ok, withinMs: 30_000 });
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** Another program may take one of the seven inner ports between choosing and listening; new ones are then tried. */
async function startServerPatiently(order: TemporalOrder, program: TemporalProgram): Promise<ManagedProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startServer(order, program);
    } catch (error) {
      if (attempt >= 3 || !/address already in use/.test(String(error))) throw error;
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }
}

/**
 * Starts a Temporal server with its Web UI on loopback, its data in a SQLite file of the data folder; what an earlier start left
 * running there is ended first. Obtains the program where there is none (temporal-obtain.ts), which may take minutes the first time.
 */
export async function startTemporal(order: TemporalOrder): Promise<RunningTemporal> {
  const program = await obtainTemporal({ env: order.env ?? process.env, log: order.log ?? (() => {}), ...keptKind(order.dataDir) });
  mkdirSync(path.join(order.dataDir, 'temporal'), { recursive: true });
  const server = await startServerPatiently(order, program);
  const webUi = await startWebUi(order, program).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  return {
    address: `127.0.0.1:${order.ports.grpc}`,
    uiUrl: `http://localhost:${order.ports.ui}`,
    program,
    pids: { temporal: server.pid, ...(webUi ? { temporal_ui: webUi.pid } : {}) },
    ended: Promise.race([server.ended, ...(webUi ? [webUi.ended] : [])]),
    stop: async () => {
      await webUi?.stop();
      await server.stop();
    },
  };
}

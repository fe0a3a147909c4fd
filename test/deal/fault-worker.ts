import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { freePorts } from '../../local/free-ports.ts';
import { eventually, type World } from './world.ts';

const root = path.join(import.meta.dirname, '..', '..');

/** The real worker program in a process of its own, so that it can be killed without a word of farewell. */
export type WorkerProcess = Readonly<{ pid: number; kill: () => Promise<void> /** Everything it has written. */; said: () => string }>;

/** Starts `worker.ts` for the database, namespace and mail server of a world; answers when every queue is served. */
export async function startWorkerProcess(world: World): Promise<WorkerProcess> {
  const [port = 0] = await freePorts(1);
  const { databaseUrl, temporalAddress, smtpUrl, workflowBundle, publicUrl, telegram } = world.parts;
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: world.namespace,
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'billing@arna.example',
    LINK_KEY: '07'.repeat(32),
    PUBLIC_URL: publicUrl,
    ...(telegram ? { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API: telegram.apiUrl } : {}),
    WORKER_PORT: String(port),
    WORKFLOW_BUNDLE: workflowBundle,
    WORKER_QUEUES: 'deals,documents,letters',
  };
  const child = spawn(process.execPath, ['worker.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => said.push(part.toString()));
  const ended = new Promise<void>(resolve => void child.once('exit', () => resolve()));
  await eventually(
    () => ready(child, port, said),
    isReady => isReady,
    90_000,
  );
  return {
    pid: child.pid ?? 0,
    said: () => said.join(''),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function ready(child: ChildProcess, port: number, said: readonly string[]): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`the worker ended by itself:\n${said.join('').slice(-2000)}`);
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    answer => answer.ok,
    () => false,
  );
}

import path from 'node:path';
import { ownUrl, type Ports } from './addresses.ts';
import type { DataFolder } from './data-folder.ts';
import { startMailCatcher } from './mail-catcher.ts';
import { startOwnProgram } from './own-programs.ts';
import type { PartRegister } from './part-register.ts';
import { startPostgres } from './postgres.ts';
import { createDatabase } from './postgres-databases.ts';
import { keepRunning } from './supervision.ts';
import { programName } from './temporal-config.ts';
import { startTemporal } from './temporal-server.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

export type Site = { readonly env: NodeJS.ProcessEnv; readonly folder: DataFolder; readonly ports: Ports; readonly parts: PartRegister; readonly log: (line: string) => void };

/** How long something took since `began`, for people. */
export const took = (began: number) => `${((performance.now() - began) / 1000).toFixed(1)} s`;

/** Postgres of our own, kept running, with the database made; or the person's. Answers the database's address. */
export async function bringPostgres({ env, folder, ports, parts, log }: Site): Promise<string> {
  if (env.DATABASE_URL) return env.DATABASE_URL;
  const began = performance.now();
  const start = () => startPostgres({ dataDir: folder.postgresDir, recordsDir: folder.dir, port: ports.postgres, password: folder.secrets.postgresPassword });
  let first: Awaited<ReturnType<typeof start>> | undefined;
  await parts.comeUp('postgres', () =>
    keepRunning('Postgres', start, {
      log,
      started: running => {
        first ??= running;
        parts.notePid('postgres', running.pid);
      },
    }),
  );
  if (!first) throw new Error('Postgres came up without saying so.');
  const url = await createDatabase(first, 'q2c');
  log(`✓ Postgres :${first.port}${first.reused ? ', still running from an earlier start' : ''} (${took(began)})`);
  return url;
}

/** A Temporal server with its Web UI, kept running; or the person's. */
export async function bringTemporal({ env, folder, ports, parts, log }: Site): Promise<{ address: string; uiUrl: string | undefined }> {
  if (env.TEMPORAL_ADDRESS) return { address: env.TEMPORAL_ADDRESS, uiUrl: env.TEMPORAL_UI_URL || undefined };
  const began = performance.now();
  const start = () => startTemporal({ dataDir: folder.dir, ports: { grpc: ports.temporal, ui: ports.temporalUi }, namespace: env.TEMPORAL_NAMESPACE || 'q2c', env, log });
  let what = '';
  await parts.comeUp('temporal', () =>
    keepRunning('Temporal', start, {
      log,
      started: ({ pids, program }) => {
        what = `${programName(program)}, ${program.from}`;
        for (const [name, pid] of Object.entries(pids)) parts.notePid(name, pid);
      },
    }),
  );
  log(`✓ Temporal :${ports.temporal}, ${what} (${took(began)})`);
  return { address: `127.0.0.1:${ports.temporal}`, uiUrl: `http://localhost:${ports.temporalUi}` };
}

/** The mail catcher and the folder it keeps letters in; or the person's mail server, and no folder. */
export async function bringMail({ env, folder, ports, parts, log }: Site): Promise<{ smtpUrl: string; dir: string | undefined }> {
  if (env.SMTP_URL) return { smtpUrl: env.SMTP_URL, dir: undefined };
  const { smtpUrl } = await parts.comeUp('mail', () => startMailCatcher({ port: ports.smtp, dir: folder.mailDir }));
  log(`✓ Mail :${ports.smtp}`);
  return { smtpUrl, dir: folder.mailDir };
}

/** The workflow bundle, built ahead so that the worker starts at once. Answers its path. */
export async function bringBundle({ env, folder, log }: Site): Promise<string> {
  if (env.WORKFLOW_BUNDLE) return env.WORKFLOW_BUNDLE;
  const began = performance.now(),
    bundle = await bundleWorkflows({ outDir: path.join(folder.dir, 'bundle') });
  log(`✓ Workflow bundle (${took(began)})`);
  return bundle;
}

/** server.ts or worker.ts, kept running; answers when it is ready. */
export async function bringProgram(name: 'server' | 'worker', { folder, parts, log }: Site, program: { env: NodeJS.ProcessEnv; host: string; port: number }): Promise<void> {
  const began = performance.now(),
    readyUrl = `${ownUrl(program.host, program.port)}/readyz`;
  const start = () => startOwnProgram({ name, dataDir: folder.dir, env: program.env, readyUrl });
  await parts.comeUp(name, () => keepRunning(`The ${name}`, start, { log, started: ({ pid }) => parts.notePid(name, pid) }));
  log(`✓ ${name === 'server' ? 'Server' : 'Worker'} :${program.port} (${took(began)})`);
}

import { rmSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../db/migrate.ts';
import { freePorts } from '../../local/free-ports.ts';
import { startMailCatcher } from '../../local/mail-catcher.ts';
import { startPostgres } from '../../local/postgres.ts';
import { createDatabase } from '../../local/postgres-databases.ts';
import { startTemporal } from '../../local/temporal-server.ts';
import { ensureNamespace } from '../../local/temporal-setup.ts';
import { bundleWorkflows } from '../../local/workflow-bundle.ts';
import { makeTestFolder } from './test-folder.ts';

export type TestStack = {
  readonly adminUrl: string;
  readonly template: string;
  readonly temporalAddress: string;
  readonly namespace: string;
  readonly smtpUrl: string;
  readonly inboxDir: string;
  readonly workflowBundle: string;
};
declare module 'vitest' {
  interface ProvidedContext {
    stack: TestStack;
  }
}

const namespace = 'q2c-test',
  template = 'q2c_template';

/** Starts one Postgres, one Temporal and one mail server for the whole run; test files share them and clone the database. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await makeTestFolder('run'),
    stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.reverse()) await each();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const [postgresPort = 0, grpc = 0, ui = 0] = await freePorts(3);
    const database = async () => {
      const postgres = await startPostgres({ dataDir: path.join(dir, 'postgres'), recordsDir: dir, port: postgresPort, password: 'test', durable: false });
      stops.push(() => postgres.stop());
      await migrate(await createDatabase(postgres, template));
      return postgres.url('postgres');
    };
    const temporal = async () => {
      const server = await startTemporal({ dataDir: dir, ports: { grpc, ui }, ui: false, log: line => console.log(line) });
      stops.push(() => server.stop());
      await ensureNamespace({ address: server.address, namespace });
      return server.address;
    };
    const mail = async () => {
      const catcher = await startMailCatcher({ port: 0, dir: path.join(dir, 'mail') });
      stops.push(() => catcher.stop());
      return catcher.smtpUrl;
    };
    const parts = await Promise.allSettled([database(), temporal(), mail(), bundleWorkflows({ outDir: path.join(dir, 'bundle') })]);
    const [adminUrl, temporalAddress, smtpUrl, workflowBundle] = parts.map(part => {
      if (part.status === 'rejected') throw part.reason;
      return part.value;
    }) as [string, string, string, string];
    project.provide('stack', { adminUrl, template, temporalAddress, namespace, smtpUrl, inboxDir: path.join(dir, 'mail'), workflowBundle });
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

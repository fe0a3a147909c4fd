import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../local/free-ports.ts';
import { type RunningPostgres, startPostgres } from '../../local/postgres.ts';
import { createDatabase, createFromTemplate, dropDatabase, servesFolder } from '../../local/postgres-databases.ts';
import { makeTestFolder } from '../setup/test-folder.ts';

const ask = async (url: string, sql: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
};

describe('the local Postgres', () => {
  let dir: string, running: RunningPostgres | undefined;
  const dataDir = () => path.join(dir, 'postgres');
  const start = async () => {
    const [port = 0] = await freePorts(1);
    running = await startPostgres({ dataDir: dataDir(), port, password: 'with blank/and:signs' });
    return running;
  };
  beforeAll(async () => {
    dir = await makeTestFolder('postgres');
    const server = await start();
    await ask(await createDatabase(server, 'q2c'), 'create table kept as select 1 as one');
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('speaks UTF-8 and knows Kazakh letters, and takes no password but its own', async () => {
    const server = running ?? (await start());
    expect(await ask(server.url('q2c'), "select lower('ҚАЗАҚ') as word, current_setting('TimeZone') as zone")).toEqual({ word: 'қазақ', zone: 'UTC' });
    await expect(ask(server.url('q2c').replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/);
  });

  it('makes a copy of a database and removes it, open connections included', async () => {
    const server = running ?? (await start()),
      admin = server.url('postgres');
    const copy = await createFromTemplate(admin, 'copy', 'q2c');
    expect(await ask(copy, 'select one from kept')).toEqual({ one: 1 });
    const open = new pg.Client({ connectionString: copy });
    open.on('error', () => {});
    await open.connect();
    await dropDatabase(admin, 'copy');
    await expect(ask(copy, 'select 1')).rejects.toThrow(/does not exist/);
  });

  it('keeps what was committed over a kill -9', async () => {
    const server = running ?? (await start());
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    expect(await ask((await start()).url('q2c'), 'select one from kept')).toEqual({ one: 1 });
  });

  it('takes over the server that an earlier start left running, and ends it in the end', async () => {
    const left = running ?? (await start());
    const again = await start();
    expect(again).toMatchObject({ reused: true, port: left.port, pid: left.pid });
    await again.stop();
    await left.ended;
    expect(await servesFolder(again.url('postgres'), dataDir())).toBe(false);
  });

  it('starts although the number of its dead server now belongs to another program, which lives on', async () => {
    await running?.stop();
    const foreign = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
    await once(foreign, 'spawn');
    const started = await start(),
      pidFile = path.join(dataDir(), 'postmaster.pid'),
      text = readFileSync(pidFile, 'utf8');
    process.kill(started.pid, 'SIGKILL');
    await started.ended;
    writeFileSync(pidFile, text.replace(/^\d+/, String(foreign.pid)));

    const again = await start();
    expect(again.reused).toBe(false);
    expect(foreign.exitCode).toBeNull();
    foreign.kill();
  });
});

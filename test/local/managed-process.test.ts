import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endLeftovers } from '../../local/data-folder.ts';
import { lastLines, type ManagedProcess, startProcess, waitUntilReady } from '../../local/managed-process.ts';
import { endLeftover } from '../../local/pid-file.ts';
import { processIdentity } from '../../local/process-identity.ts';
import { makeTestFolder } from '../setup/test-folder.ts';

const lives = 'setInterval(() => {}, 1e6)';

describe('a process of the stack', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await makeTestFolder('processes');
  });
  afterAll(async () => {
    await endLeftovers(dir);
    rmSync(dir, { recursive: true, force: true });
  });
  const start = (name: string, script: string): Promise<ManagedProcess> =>
    startProcess({ name, command: process.execPath, args: ['-e', script], env: process.env, dataDir: dir, manners: { patienceMs: 300 } });
  const alive = (running: ManagedProcess) => processIdentity(running.pid) !== undefined;

  it('takes the place of the one that an earlier start left behind', async () => {
    const left = await start('worker', lives),
      next = await start('worker', lives);
    expect([alive(left), alive(next)]).toEqual([false, true]);
    await next.stop();
  });

  it('is ended by force where it does not listen', async () => {
    const deaf = await start('server', `process.on('SIGTERM', () => {}); console.log('deaf'); ${lives}`);
    await waitUntilReady({ name: 'The deaf one', process: deaf, ready: async () => lastLines(deaf.logFile).includes('deaf'), withinMs: 10_000 });
    await deaf.stop();
    expect(await deaf.ended).toBe('was ended by SIGKILL');
  });

  it('fails with its own last words where it ends before it is ready', async () => {
    const running = await start('temporal', "console.error('the disk is full'); process.exit(3)");
    await expect(waitUntilReady({ name: 'Temporal', process: running, ready: async () => false, withinMs: 10_000 })).rejects.toThrow(/Temporal ended with code 3.*the disk is full/s);
    await running.stop();
  });

  it('says so where its program does not exist', async () => {
    await expect(startProcess({ name: 'nothing', command: '/nowhere/at-all', args: [], env: {}, dataDir: dir })).rejects.toThrow(/could not be started.*ENOENT/);
  });

  it('is not mistaken for another program that has got its number since', async () => {
    const foreign = spawn(process.execPath, ['-e', lives], { stdio: 'ignore' });
    await once(foreign, 'spawn');
    const pidFile = path.join(dir, 'pids', 'postgres.json');
    writeFileSync(pidFile, JSON.stringify({ pid: foreign.pid, identity: 'another boot:1' }));
    expect(await endLeftover(pidFile)).toBe(false);
    expect(foreign.exitCode).toBeNull();
    foreign.kill();
  });
});

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { announceStopping, leaveDataFolder, runningStart, takeDataFolder } from '../../local/start-lock.ts';
import { makeTestFolder } from '../setup/test-folder.ts';

describe('the data folder', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await makeTestFolder('lock');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('belongs to one start at a time', async () => {
    await takeDataFolder(dir);
    expect(runningStart(dir)).toMatchObject({ pid: process.pid, stopping: false });
    await expect(takeDataFolder(dir)).rejects.toThrow(`already running (process ${process.pid})`);
    leaveDataFolder(dir);
    await takeDataFolder(dir);
  });

  it('says where the running stack is', async () => {
    await takeDataFolder(dir);
    writeFileSync(path.join(dir, 'stack.json'), JSON.stringify({ api: 'http://localhost:3000' }));
    await expect(takeDataFolder(dir)).rejects.toThrow('already running at http://localhost:3000');
  });

  it('is free again after its start was killed', async () => {
    await takeDataFolder(dir);
    const file = path.join(dir, 'start.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), identity: 'another boot:1' }));
    expect(runningStart(dir)).toBeUndefined();
    await takeDataFolder(dir);
  });

  it('tells a next start that this one is on its way out', async () => {
    await takeDataFolder(dir);
    announceStopping(dir);
    expect(runningStart(dir)?.stopping).toBe(true);
  });
});

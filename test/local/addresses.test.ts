import { rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choosePorts, ownUrl, writeStackFile } from '../../local/addresses.ts';
import { freePorts, nextFreePort, portAnswers } from '../../local/free-ports.ts';
import { makeTestFolder } from '../setup/test-folder.ts';

describe('the ports of the stack', () => {
  let dir: string;
  const taken: Server[] = [];
  const take = async (port: number) => {
    const server = createServer();
    taken.push(server);
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  };
  beforeEach(async () => {
    dir = await makeTestFolder('ports');
  });
  afterEach(() => {
    for (const server of taken.splice(0)) server.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('are all different and free', async () => {
    const ports = await freePorts(9);
    expect(new Set(ports).size).toBe(9);
    for (const port of ports) expect(await portAnswers(port)).toBe(false);
  });

  it('give way to who was there first', async () => {
    const [port = 0] = await freePorts(1);
    await take(port);
    expect(await portAnswers(port)).toBe(true);
    expect(await nextFreePort(port)).toBeGreaterThan(port);
  });

  it('stay the same from start to start, so that links in old letters still lead somewhere', async () => {
    const [http = 0] = await freePorts(1);
    const first = await choosePorts(dir, { http }, {}),
      second = await choosePorts(dir, {}, {});
    expect(first.http).toBe(http);
    expect(second).toEqual(first);
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
  });

  it('keep the one at which our own Postgres still runs', async () => {
    const [port = 0] = await freePorts(1);
    await take(port);
    expect((await choosePorts(dir, {}, { postgres: port })).postgres).toBe(port);
  });

  it('lead to a program by this machine, whatever address it listens on', () => {
    expect(['127.0.0.1', '0.0.0.0', '::', '::1', '10.0.0.7'].map(host => ownUrl(host, 3000))).toEqual([
      'http://127.0.0.1:3000',
      'http://127.0.0.1:3000',
      'http://127.0.0.1:3000',
      'http://[::1]:3000',
      'http://10.0.0.7:3000',
    ]);
  });

  it('are written into a file that only its owner can read', () => {
    writeStackFile(dir, { api: 'http://localhost:3000', api_key: 'k', temporal: '127.0.0.1:7233', temporal_ui: null, postgres: 'p', smtp: 's', inbox: null, pids: {} });
    expect(statSync(path.join(dir, 'stack.json')).mode & 0o777).toBe(0o600);
  });
});

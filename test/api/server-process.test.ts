import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ensureDemoKey } from '../../db/keys/ensure-demo-key.ts';
import { createPool } from '../../db/pool.ts';
import { freePorts } from '../../local/free-ports.ts';
import { aCompany } from '../build/company.ts';
import { eventually } from '../deal/world.ts';
import { freshDatabase, testStack } from '../setup/stack.ts';
import { aDealBody } from './deal-body.ts';

const secret = 'q2c_test_0123456789abcdef0123456789abcdef';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** A way to a part that can be cut and mended, like a network. */
async function aWay(port: number, target: { host: string; port: number }): Promise<{ open: () => Promise<void> }> {
  const open = async () => {
    const server = net.createServer(from => {
      const to = net.connect(target.port, target.host);
      for (const [socket, other] of [
        [from, to],
        [to, from],
      ] as const)
        socket
          .on('error', () => other.destroy())
          .on('close', () => other.destroy())
          .pipe(other);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => server.close());
  };
  return { open };
}

describe('server.ts', () => {
  it('answers while Postgres and Temporal are away, serves when they come, and ends in order when told to', { timeout: 90_000 }, async () => {
    const stack = testStack(),
      database = await freshDatabase(),
      url = new URL(database.url);
    cleanups.push(() => database.drop());
    const pool = createPool(database.url, 2);
    await aCompany(pool);
    await pool.end();
    await ensureDemoKey(database.url, secret);
    const [http = 0, pg = 0, engine = 0] = await freePorts(3);
    const [temporalHost = '', temporalPort = ''] = stack.temporalAddress.split(':');
    const ways = [await aWay(pg, { host: url.hostname, port: Number(url.port) }), await aWay(engine, { host: temporalHost, port: Number(temporalPort) })];
    url.port = String(pg);
    url.hostname = '127.0.0.1';
    const env = {
      PATH: process.env.PATH,
      DATABASE_URL: url.href,
      TEMPORAL_ADDRESS: `127.0.0.1:${engine}`,
      TEMPORAL_NAMESPACE: stack.namespace,
      SMTP_URL: stack.smtpUrl,
      MAIL_FROM: 'x@arna.example',
      PORT: String(http),
      LINK_KEY: '07'.repeat(32),
      LOG_LEVEL: 'error',
    };
    const server = spawn(process.execPath, ['server.ts'], { env, cwd: new URL('../..', import.meta.url), stdio: 'inherit' });
    const ended = once(server, 'exit');
    cleanups.push(() => server.kill('SIGKILL'));
    const ask = (path: string, request: RequestInit = {}) =>
      fetch(`http://127.0.0.1:${http}${path}`, { ...request, headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'idempotency-key': 'k-1', ...request.headers } });
    const create = () => ask('/v1/deals', { method: 'POST', body: JSON.stringify(aDealBody({ external_id: 'from-outside' })) });

    await eventually(
      () =>
        ask('/livez').then(
          answer => answer.status,
          () => 0,
        ),
      status => status === 200,
    );
    expect((await ask('/readyz')).status).toBe(503);
    const refused = await create();
    expect([refused.status, refused.headers.get('retry-after'), ((await refused.json()) as { code: string }).code]).toEqual([503, '2', 'database_unavailable']);

    await ways[0]?.open();
    await eventually(
      async () => (await create()).status,
      status => status === 503 || status === 202,
    );
    await ways[1]?.open();
    await eventually(
      async () => (await create()).status,
      status => status === 202 || status === 200,
      40_000,
    );
    const ready = (await (await ask('/readyz')).json()) as { checks: { name: string; ok: boolean }[] };
    expect(ready.checks).toEqual([
      { name: 'postgres', ok: true },
      { name: 'temporal', ok: true },
      { name: 'worker', ok: false },
    ]);

    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../api/app.ts';
import { createLogger } from '../../api/plugins/logger.ts';
import { answerProblems } from '../../api/problem/answer-problems.ts';
import { createPool } from '../../db/pool.ts';
import { readDb } from '../../db/unit-of-work.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';
import { aDealBody } from './deal-body.ts';

let api: Api;
beforeAll(async () => {
  api = await apiWithoutEngine();
});
afterAll(() => api.close());

describe('problems', () => {
  it('answers 503 with Retry-After on every way to a database that is away', async () => {
    const pool = createPool('postgres://nobody@127.0.0.1:9/none');
    const app = await buildApp({ ...api.ctx, pool, db: readDb(pool) });
    const headers = { authorization: 'Bearer q2c_live_something_long_enough', 'idempotency-key': 'k' };
    for (const request of [
      { method: 'GET', url: '/v1/deals' },
      { method: 'POST', url: '/v1/deals', payload: aDealBody() },
    ] as const) {
      const answer = await app.inject({ ...request, headers });
      expect([answer.statusCode, answer.headers['retry-after'], answer.json().code]).toEqual([503, '2', 'database_unavailable']);
    }
    expect((await app.inject('/livez')).statusCode).toBe(200);
    expect((await app.inject('/readyz')).json()).toMatchObject({
      status: 'not_ready',
      checks: [
        { name: 'postgres', ok: false },
        { name: 'temporal', ok: false },
        { name: 'worker', ok: false },
      ],
    });
    await app.close();
    await pool.end();
  });

  it('keeps what failed inside to itself: an opaque code and the id under which it was logged', async () => {
    const lines: string[] = [];
    const logger: FastifyBaseLogger = createLogger('error', { write: line => lines.push(line) });
    const app: FastifyInstance = Fastify({ loggerInstance: logger });
    answerProblems(app);
    app.get('/broken', () => {
      throw new Error('select secret from api_key failed');
    });
    app.get('/rule', () => {
      throw new RuleViolation('version_superseded', 'Replaced.', { current_version: 3, pointer: '#/version' });
    });
    const answer = await app.inject('/broken');
    expect(answer.json()).toMatchObject({ status: 500, code: 'internal', instance: '/broken' });
    expect(answer.body).not.toMatch(/secret|stack|\.ts/);
    expect(lines.join()).toContain(answer.json().request_id);
    expect((await app.inject('/rule')).json()).toMatchObject({
      status: 409,
      code: 'version_superseded',
      detail: 'Replaced.',
      current_version: 3,
      errors: [{ pointer: '#/version', detail: 'Replaced.' }],
    });
    await app.close();
  });

  it('hides the tokens of links in the log', async () => {
    const lines: string[] = [];
    const app = await buildApp(api.ctx, { logger: createLogger('info', { write: line => lines.push(line) }) });
    await app.inject(`/t/${'a'.repeat(43)}`);
    await app.inject({ url: '/v1/deals', headers: { authorization: 'Bearer q2c_live_this_is_a_secret_key' } });
    expect(lines.join()).toContain('/t/…');
    expect(lines.join()).not.toMatch(/aaaa|this_is_a_secret_key/);
    await app.close();
  });
});

describe('Idempotency-Key', () => {
  const make = (name: string, key: string) => api.ask('POST', '/v1/users', { body: { name, email: `${name}@arna.example` }, headers: { 'idempotency-key': key } });
  const count = async (name: string) => Number((await api.pool.query('select count(*) from app_user where name = $1', [name])).rows[0].count);

  it('is required where a repeat would cost, and has a form', async () => {
    const amount = { value: 1, currency: 'KZT' };
    const costly = {
      '/v1/deals': aDealBody(),
      '/v1/payments': { external_id: '1', amount, received_on: '2026-11-01' },
      '/v1/invoices/inv_1/credit': { amount, reason: 'Недовоз' },
    };
    const key = (await api.ask('POST', '/v1/api_keys', { body: { name: 'x', scopes: ['deals:write', 'payments:write', 'invoices:write'] } })).json().secret;
    for (const [url, payload] of Object.entries(costly)) {
      const bare = await api.app.inject({ method: 'POST', url, headers: { authorization: `Bearer ${key}` }, payload });
      expect(bare.json()).toMatchObject({ status: 400, code: 'idempotency_key_missing' });
    }
    expect((await make('long', 'x'.repeat(256))).json().errors[0].pointer).toBe('header idempotency-key');
  });

  it('INV-8: lets one of many equal requests run; the others hear that it runs, or its answer', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => make('one', 'key-one')));
    expect(new Set(answers.map(answer => answer.statusCode))).toEqual(new Set(answers.some(answer => answer.statusCode === 409) ? [201, 409] : [201]));
    expect(answers.filter(answer => answer.statusCode === 409).every(answer => answer.json().code === 'request_in_progress')).toBe(true);
    expect(await count('one')).toBe(1);
    const again = await make('one', '"key-one"');
    expect([again.statusCode, again.headers['idempotent-replayed'], again.json().name]).toEqual([201, 'true', 'one']);
  });

  it('refuses the same key with another body, and keeps keys of different API keys apart', async () => {
    await make('two', 'key-two');
    expect((await make('three', 'key-two')).json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    const { secret } = (await api.ask('POST', '/v1/api_keys', { body: { name: 'other', scopes: ['admin'] } })).json();
    const theirs = await api.ask('POST', '/v1/users', { key: secret, body: { name: 'three', email: 'three@arna.example' }, headers: { 'idempotency-key': 'key-two' } });
    expect(theirs.statusCode).toBe(201);
  });

  it('replays a refusal too, and takes over what a dead process left behind', async () => {
    const wrong = { body: { name: 'four', email: 'four@arna.example', superior_id: 'usr_none' }, headers: { 'idempotency-key': 'key-four' } };
    const [first, again] = [await api.ask('POST', '/v1/users', wrong), await api.ask('POST', '/v1/users', wrong)];
    expect([first.statusCode, again.statusCode, again.headers['idempotent-replayed']]).toEqual([422, 422, 'true']);
    await make('five', 'key-five');
    const lock = (age: string) => api.pool.query("update idempotency_key set status = null, locked_at = now() - $1::interval where scope like '%key-five'", [age]);
    await lock('30 seconds');
    expect((await make('five', 'key-five')).json().code).toBe('request_in_progress');
    await lock('61 seconds');
    expect((await make('five', 'key-five')).json()).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '#/email' }] });
    expect(await count('five')).toBe(1);
  });
});

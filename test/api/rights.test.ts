import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireRights } from '../../api/auth/route-rights.ts';
import { createApiKey } from '../../db/keys/api-keys.ts';
import { type Scope, scopes } from '../../db/keys/scopes.ts';
import { byAdmin } from '../build/company.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';
import { type Operation, operationsOf } from './specification.ts';

let api: Api;
const keys = new Map<Scope, string>();
beforeAll(async () => {
  api = await apiWithoutEngine({ options: { rateLimits: { perKey: 100_000, perAddress: 100_000 } } });
  for (const scope of scopes) keys.set(scope, (await createApiKey(api.ctx.db, { name: scope, scopes: [scope] }, byAdmin())).secret);
});
afterAll(() => api.close());

const knock = (operation: Operation, key: string | null) => api.ask(operation.method, operation.url, { key, ...(operation.hasJsonBody ? { body: {} } : {}) });

describe('rights', () => {
  it('lets each key do what its scope says on every route, and nothing else', { timeout: 120_000 }, async () => {
    const operations = operationsOf(api.app);
    expect(operations.length).toBeGreaterThan(60);
    for (const operation of operations) {
      const allowed: string[] = [];
      for (const [scope, key] of keys) {
        const answer = await knock(operation, key);
        const isForbidden = answer.statusCode === 403 && answer.json().code === 'forbidden';
        if (!isForbidden) allowed.push(scope);
        if (!isForbidden) expect([401], `${operation.method} ${operation.path} with ${scope}`).not.toContain(answer.statusCode);
      }
      expect(allowed, `${operation.method} ${operation.path}`).toEqual([operation.scope]);
    }
  });

  it('answers 401 on every route without a key, with an unknown and with a revoked one', async () => {
    const { row, secret } = await createApiKey(api.ctx.db, { name: 'gone', scopes }, byAdmin());
    await api.ask('POST', `/v1/api_keys/${row.id}/revoke`);
    for (const operation of operationsOf(api.app)) {
      for (const key of [null, 'q2c_live_unknown_unknown_unknown', secret]) {
        const answer = await knock(operation, key);
        expect([answer.statusCode, answer.json().code], `${operation.method} ${operation.path}`).toEqual([401, 'unauthenticated']);
      }
    }
  });

  it('does not boot with a route that declares no right', () => {
    const app = Fastify();
    requireRights(app);
    expect(() => app.get('/v1/open', () => 'oh')).toThrow('GET /v1/open declares neither a scope nor that it is public');
    expect(() => app.get('/livez', { config: { public: true } }, () => 'ok')).not.toThrow();
  });

  it('shows a secret once: neither the list nor a repeat of the request has it, and only its hash is kept', async () => {
    const asked = { body: { name: '1С', scopes: ['deals:read'] }, headers: { 'idempotency-key': 'make-a-key' } };
    const { secret, id } = (await api.ask('POST', '/v1/api_keys', asked)).json();
    expect((await api.ask('GET', '/v1/deals', { key: secret })).statusCode).toBe(200);
    const list = await api.ask('GET', '/v1/api_keys');
    expect(list.json().data.find((key: { id: string }) => key.id === id)).toMatchObject({ name: '1С', last4: secret.slice(-4), scopes: ['deals:read'] });
    expect(list.body).not.toContain(secret);
    const { rows } = await api.pool.query('select (select json_agg(k) from api_key k)::text || coalesce((select json_agg(i) from idempotency_key i)::text, $1) as everything', ['']);
    expect(rows[0].everything).not.toContain(secret);
  });

  it('tells each key what is left of its rate, and refuses what is too much with Retry-After', async () => {
    const limited = await apiWithoutEngine({ options: { rateLimits: { perKey: 2, perAddress: 1 } } });
    const answers = [await limited.ask('GET', '/v1/deals'), await limited.ask('GET', '/v1/deals'), await limited.ask('GET', '/v1/deals')];
    expect(answers.map(answer => [answer.statusCode, answer.headers['ratelimit-remaining']])).toEqual([
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ]);
    expect(answers[2]?.json()).toMatchObject({ code: 'rate_limited', status: 429 });
    expect(Number(answers[2]?.headers['retry-after'])).toBeGreaterThan(0);
    await limited.close();
  });
});

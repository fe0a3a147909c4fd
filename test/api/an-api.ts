import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Pool } from 'pg';
import { type AppOptions, buildApp } from '../../api/app.ts';
import type { ApiContext } from '../../api/context.ts';
import { createApiKey } from '../../db/keys/api-keys.ts';
import { scopes } from '../../db/keys/scopes.ts';
import { createPool } from '../../db/pool.ts';
import { readDb } from '../../db/unit-of-work.ts';
import { aCompany, byAdmin } from '../build/company.ts';
import { engineAway } from '../build/engine-away.ts';
import type { World } from '../deal/world.ts';
import { freshDatabase, testStack } from '../setup/stack.ts';

export type Asked = Readonly<{ body?: unknown; headers?: Record<string, string>; key?: string | null }>;
export type Api = Readonly<{
  app: FastifyInstance;
  ctx: ApiContext;
  pool: Pool;
  keyId: string;
  /** Asks as a machine with every right, or with the key given; a POST carries a fresh Idempotency-Key unless told otherwise. */
  ask: (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, asked?: Asked) => Promise<LightMyRequestResponse>;
  close: () => Promise<void>;
}>;

/** `engine`: `away` does not answer, `empty` answers and knows no process. */
type Given = Readonly<{ config?: Partial<ApiContext['config']>; options?: AppOptions; now?: () => Date; engine?: 'away' | 'empty' }>;

export const apiConfig = {
  publicUrl: 'http://localhost:3000',
  linkKey: Buffer.alloc(32, 7),
  namespace: 'none',
  temporalUiUrl: null,
  fastForward: true,
  signalDecisions: false,
  demo: false,
  inboxDir: null,
  trustProxy: false,
};

/** The API before a world's whole engine. */
export async function apiBefore(world: World, given: Given = {}): Promise<Api> {
  return serve({ pool: world.pool, temporal: world.client, namespace: world.namespace }, given);
}

/** The API with a company of its own and no process behind it. */
export async function apiWithoutEngine(given: Given = {}): Promise<Api> {
  const database = await freshDatabase();
  const pool = createPool(database.url, 6);
  await aCompany(pool);
  const temporal = given.engine === 'empty' ? anEmptyEngine() : engineAway();
  const api = await serve({ pool, temporal, namespace: temporal.options.namespace }, given);
  const close = async () => {
    await api.close();
    // A fact may still be on its way to the engine that is not there; it holds a client until its time is over.
    await pool.end();
    if (given.engine === 'empty') await temporal.connection.close();
    await database.drop();
  };
  return { ...api, close };
}

function anEmptyEngine(): Client {
  const { temporalAddress, namespace } = testStack();
  return new Client({ connection: Connection.lazy({ address: temporalAddress, connectTimeout: 300 }), namespace });
}

async function serve({ pool, temporal, namespace }: { pool: Pool; temporal: Client; namespace: string }, { config, options, now = () => new Date() }: Given): Promise<Api> {
  const db = readDb(pool);
  const ctx: ApiContext = { pool, db, temporal, config: { ...apiConfig, namespace, ...config }, now };
  const app = await buildApp(ctx, options);
  await app.ready();
  const { row, secret } = await createApiKey(db, { name: 'Bitrix24', scopes }, byAdmin());
  const ask: Api['ask'] = (method, url, { body, headers, key = secret } = {}) => {
    const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
    const repeat = method === 'POST' ? { 'idempotency-key': randomUUID() } : {};
    const request: InjectOptions = { method, url, headers: { ...authorization, ...repeat, ...headers } };
    return app.inject(body === undefined ? request : { ...request, payload: body as NonNullable<InjectOptions['payload']> });
  };
  return { app, ctx, pool, keyId: row.id, ask, close: () => app.close() };
}

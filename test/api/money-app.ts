import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { authorize, identify } from '../../api/auth/identify.ts';
import { requireRights } from '../../api/auth/route-rights.ts';
import type { ApiContext } from '../../api/context.ts';
import { readJson } from '../../api/plugins/read-json.ts';
import { answerProblems } from '../../api/problem/answer-problems.ts';
import { registerBankStatements } from '../../api/routes/bank-statements.ts';
import { registerImports } from '../../api/routes/imports.ts';
import { registerPayments } from '../../api/routes/payments.ts';
import { createApiKey } from '../../db/keys/api-keys.ts';
import { readDb } from '../../db/unit-of-work.ts';
import { byAdmin, people } from '../build/company.ts';
import { aDeal, aTypicalPackage, type BuiltDeal } from '../build/deal.ts';
import { aWorld, eventually, stateOf, type World } from '../deal/world.ts';

export type MoneyApp = Readonly<{
  world: World;
  ctx: ApiContext;
  post: (url: string, body: Record<string, unknown>) => Promise<LightMyRequestResponse>;
  send: (url: string, file: Uint8Array | string, contentType?: string) => Promise<LightMyRequestResponse>;
  get: (url: string) => Promise<LightMyRequestResponse>;
  sendAsStranger: (url: string, file: string) => Promise<LightMyRequestResponse>;
  close: () => Promise<void>;
}>;

/** The routes of money with their rights and problems, before a whole engine of their own. */
export async function aMoneyApp(): Promise<MoneyApp> {
  const world = await aWorld(),
    db = readDb(world.pool);
  const config = {
    publicUrl: 'http://localhost:3000',
    linkKey: Buffer.alloc(32, 7),
    namespace: world.namespace,
    temporalUiUrl: null,
    fastForward: true,
    signalDecisions: false,
    demo: false,
    inboxDir: null,
    trustProxy: false,
  };
  const ctx: ApiContext = { pool: world.pool, db, temporal: world.client, config, now: () => new Date() };
  const { secret } = await createApiKey(db, { name: 'tests', scopes: ['payments:read', 'payments:write', 'deals:write'] }, byAdmin());
  const app: FastifyInstance = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  readJson(app);
  answerProblems(app);
  requireRights(app);
  identify(app, ctx);
  authorize(app, ctx);
  for (const register of [registerPayments, registerBankStatements, registerImports]) register(app, ctx);
  await app.ready();
  const authorization = `Bearer ${secret}`;
  return {
    world,
    ctx,
    sendAsStranger: (url, file) => app.inject({ method: 'POST', url, headers: { 'content-type': 'application/octet-stream' }, payload: file }),
    post: (url, body) => app.inject({ method: 'POST', url, headers: { authorization }, payload: body }),
    send: (url, file, contentType = 'application/octet-stream') =>
      app.inject({ method: 'POST', url, headers: { authorization, 'content-type': contentType }, payload: typeof file === 'string' ? file : Buffer.from(file) }),
    get: url => app.inject({ method: 'GET', url, headers: { authorization } }),
    close: async () => {
      await app.close();
      await world.close();
    },
  };
}

export type Owed = Readonly<{ deal: BuiltDeal; invoiceId: string; number: string; reference: string; grossMinor: number; taxId: string }>;

/** A deal of 116,000 KZT whose invoice was sent and waits for money. */
export async function aDebt({ world }: MoneyApp): Promise<Owed> {
  const deal = await aDeal(world.pool, { content: aTypicalPackage() });
  await world.start(deal);
  const state = await eventually(
    () => stateOf(world, deal),
    seen => seen.phase.status === 'approving' && seen.phase.open !== null,
  );
  if (state.phase.status !== 'approving' || !state.phase.open) throw new Error('the deal is not approving');
  await world.command(deal, 'approve', { task_id: state.phase.open.taskId, version: 1 }, { actor: { type: 'api_key', id: people.manager.id } });
  const look = () =>
    world.pool
      .query('select i.id, i.number, i.reference, i.gross_minor::float8 as gross, c.tax_id from invoice i join customer c on c.id = i.customer_id where i.deal_id = $1 and i.delivery = $2', [
        deal.dealId,
        'sent',
      ])
      .then(({ rows }) => rows[0]);
  const row = await eventually(look, seen => seen !== undefined);
  return { deal, invoiceId: row.id, number: row.number, reference: row.reference, grossMinor: row.gross, taxId: row.tax_id };
}

export const stageOf = async ({ world }: MoneyApp, dealId: string): Promise<string> => (await world.pool.query('select stage from deal where id = $1', [dealId])).rows[0]?.stage;

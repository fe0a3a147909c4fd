import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { buildApp } from '../../../api/app.ts';
import type { ApiConfig, ApiContext } from '../../../api/context.ts';
import { linkTokenFor, linkTokenSha256 } from '../../../db/links/link-token.ts';
import { readDb } from '../../../db/unit-of-work.ts';
import type { CompanyPolicy } from '../../../domain/policy/company-policy.ts';
import type { BuiltDeal } from '../../build/deal.ts';
import { aDeal } from '../../build/deal.ts';
import { aWorld, eventually, type Parts, type World } from '../../deal/world.ts';
import { testStack } from '../../setup/stack.ts';
import { type Api, apiWithoutEngine } from '../an-api.ts';

export type PagesApp = Readonly<{
  world: World;
  ctx: ApiContext;
  app: FastifyInstance;
  get: (url: string, cookies?: Record<string, string>) => Promise<LightMyRequestResponse>;
  post: (url: string, form: Record<string, string>, cookies?: Record<string, string>) => Promise<LightMyRequestResponse>;
  close: () => Promise<void>;
}>;

/** The pages before a whole engine of their own, as the server registers them. */
export async function aPagesApp(change: Partial<ApiConfig> = {}, parts: Partial<Parts> = {}, policy: Partial<CompanyPolicy> = {}): Promise<PagesApp> {
  const world = await aWorld(policy, parts);
  const config: ApiConfig = {
    ...{ publicUrl: 'http://localhost:3000', linkKey: Buffer.alloc(32, 7), namespace: world.namespace, temporalUiUrl: 'http://localhost:8233', fastForward: true },
    ...{ signalDecisions: false, demo: true, inboxDir: testStack().inboxDir, trustProxy: false, ...change },
  };
  const ctx: ApiContext = { pool: world.pool, db: readDb(world.pool), temporal: world.client, config, now: () => new Date() };
  const app = await buildPages(ctx);
  return {
    world,
    ctx,
    app,
    ...browserOf(app),
    close: async () => {
      await app.close();
      await world.close();
    },
  };
}

export type SilentPages = Pick<PagesApp, 'app' | 'ctx' | 'get' | 'post' | 'close'> & Readonly<{ pool: Api['pool'] }>;

/** The pages without an engine behind them: for those that read and write records alone. */
export async function pagesWithoutEngine(now?: () => Date): Promise<SilentPages> {
  const { app, ctx, pool, close } = await apiWithoutEngine({ config: { demo: true, fastForward: false }, options: { rateLimits: { perKey: 100_000, perAddress: 100_000 } }, ...(now ? { now } : {}) });
  return { app, ctx, pool, close, ...browserOf(app) };
}

function browserOf(app: FastifyInstance): Pick<PagesApp, 'get' | 'post'> {
  return {
    get: (url, cookies = {}) => app.inject({ method: 'GET', url, cookies }),
    post: (url, form, cookies = {}) => app.inject({ method: 'POST', url, cookies, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams(form).toString() }),
  };
}

/** The whole server in front of the given context; its common rate limit stays out of the way of the tests. */
export async function buildPages(ctx: ApiContext): Promise<FastifyInstance> {
  const app = await buildApp(ctx, { rateLimits: { perKey: 100_000, perAddress: 100_000 } });
  await app.ready();
  return app;
}

/** The value of a hidden field of a page; fails where the page has no such field. */
export function hidden(page: LightMyRequestResponse, name: string): string {
  const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(page.body)?.[1];
  if (value === undefined) throw new Error(`the page has no field ${name}: ${page.body.slice(0, 400)}`);
  return value;
}

/** Enters the demo as a person and answers the cookies of the session. */
export async function enterAs({ get, post }: Pick<PagesApp, 'get' | 'post'>, userId: string): Promise<Record<string, string>> {
  const start = await get('/');
  const entered = await post('/enter', { csrf: hidden(start, 'csrf'), user_id: userId });
  const cookie = entered.cookies.find(each => each.name === 'q2c_session');
  if (!cookie) throw new Error(`no session began: ${entered.statusCode} ${entered.body.slice(0, 200)}`);
  return { q2c_session: cookie.value };
}

export type AskedStep = Readonly<{ deal: BuiltDeal; taskId: string; token: string; url: string }>;

/** Starts a deal and answers its open step for a person, with the token that the letter has brought. */
export async function anAskedStep({ world, ctx }: PagesApp, personId: string, deal?: BuiltDeal): Promise<AskedStep> {
  const built = deal ?? (await aDeal(world.pool));
  if (!deal) await world.start(built);
  const task = await eventually(
    () =>
      world.pool.query("select id from approval_task where deal_id = $1 and status = 'open' and person_id = $2", [built.dealId, personId]).then(result => result.rows[0] as { id: string } | undefined),
    row => row !== undefined,
  );
  const taskId = task?.id ?? '';
  const token = await eventually(
    () => tokenOf(ctx, world, { dealId: built.dealId, taskId, personId }),
    found => found !== null,
  );
  return { deal: built, taskId, token: token ?? '', url: `/t/${token}` };
}

async function tokenOf(ctx: ApiContext, world: World, of: { dealId: string; taskId: string; personId: string }): Promise<string | null> {
  const { rows: letters } = await world.pool.query("select id from letter where deal_id = $1 and to_user_id = $2 and channel = 'email' and state = 'sent' order by created_at desc", [
    of.dealId,
    of.personId,
  ]);
  const { rows: links } = await world.pool.query('select token_sha256 from link_token where subject_id = $1', [of.taskId]);
  const known = new Set(links.map(link => link.token_sha256));
  return letters.map(letter => linkTokenFor(ctx.config.linkKey, { purpose: 'task', subjectId: of.taskId, letterId: letter.id })).find(token => known.has(linkTokenSha256(token))) ?? null;
}

/** How many rows of every table that a decision or a view would write. */
export async function writtenRows({ world }: PagesApp, dealId: string): Promise<unknown> {
  const { rows } = await world.pool.query(
    `select (select count(*)::int from decision_evidence) evidence, (select count(*)::int from note) notes, (select count(*)::int from step_up_code) codes, (select count(*)::int from session) sessions,
       (select count(*)::int from link_token) links, (select count(*)::int from document where deal_id = $1) documents, (select count(*)::int from reminder_pause) pauses,
       (select string_agg(id || coalesce(done_at::text, 'open'), ',' order by id) from human_task where deal_id = $1) work, (select count(*)::int from deal_event where deal_id = $1) events,
       (select count(*)::int from invoice where viewed_at is not null) viewed, (select string_agg(id || status, ',' order by id) from approval_task where deal_id = $1) tasks`,
    [dealId],
  );
  return rows[0];
}

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readDealEvents, readDealHead, readNames } from '../../../db/read/deal-record.ts';
import { readEventWords } from '../../../db/read/event-words.ts';
import { listDeals } from '../../../db/read/list-deals.ts';
import { readOpenRoles } from '../../../db/read/open-roles.ts';
import type { ApiContext } from '../../context.ts';
import { askedLanguage } from '../../schemas/asked-language.ts';
import { Deal, DealEvent, DealSummary, Stage } from '../../schemas/deal.ts';
import { linkNext } from '../../schemas/link-next.ts';
import { Cursor, Flag, Limit, listOf, pageOf, readCursor } from '../../schemas/lists.ts';
import { Id, Language } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { answerDeal } from './answer-deal.ts';
import { presentEvent, presentSummary } from './present-deal.ts';

const tags = ['Deals'];
const config = { scope: 'deals:read' } as const;
const params = z.strictObject({ id: Id });

/** Deals to read: one, many, and what happened to one. */
export function registerReadDeals(app: FastifyInstance, ctx: ApiContext): void {
  registerOne(app, ctx);
  registerList(app, ctx);
  registerDealEvents(app, ctx);
}

function registerOne(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    tags,
    operationId: 'getDeal',
    summary: 'A deal with all that belongs to it',
    params,
    querystring: z.strictObject({ lang: Language.optional() }),
    response: { 200: Deal, ...problems(404) },
  };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/deals/:id', { config, schema }, async (request, reply) => {
    const deal = await answerDeal(ctx, request.params.id, { language: askedLanguage(request, request.query.lang) });
    return reply.header('etag', `"${deal.revision}"`).send(deal);
  });
}

function registerList(app: FastifyInstance, ctx: ApiContext): void {
  const querystring = z.strictObject({
    ...{ stage: Stage.optional(), holder: Id.optional(), customer_id: Id.optional(), overdue: Flag.optional(), stuck: Flag.optional() },
    ...{ q: z.string().trim().min(1).max(100).optional(), lang: Language.optional(), cursor: Cursor.optional(), limit: Limit },
  });
  const schema = { tags, operationId: 'listDeals', summary: 'List deals, the newest first', querystring, response: { 200: listOf(DealSummary), ...problems() } };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/deals', { config, schema }, async (request, reply) => {
    const { stage, holder, customer_id: customerId, overdue, stuck, q, lang, cursor, limit } = request.query;
    const rows = await listDeals(ctx.db, { stage, holder, customerId, overdue, stuck, q, after: readCursor(cursor, ['at', 'id']), limit });
    const names = await readNames(
      ctx.db,
      rows.map(({ deal }) => deal.holderId),
    );
    const roles = await readOpenRoles(
      ctx.db,
      rows.map(({ deal }) => deal.id),
    );
    const presenting = { ctx, language: askedLanguage(request, lang) };
    const page = pageOf(rows, limit, { placeOf: ({ deal }) => [deal.createdAt, deal.id], item: row => presentSummary(row, presenting, { role: roles.get(row.deal.id) ?? null, names }) });
    return linkNext(request, reply, page);
  });
}

function registerDealEvents(app: FastifyInstance, ctx: ApiContext): void {
  const querystring = z.strictObject({ after: z.coerce.number().int().min(0).default(0), limit: Limit });
  const schema = {
    tags,
    operationId: 'listDealEvents',
    summary: 'What happened to a deal, after event n',
    params,
    querystring,
    response: { 200: z.object({ object: z.literal('list'), data: z.array(DealEvent), has_more: z.boolean() }), ...problems(404) },
  };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/deals/:id/events', { config, schema }, async request => {
    const { after, limit } = request.query;
    const { deal } = await readDealHead(ctx.db, request.params.id);
    const rows = await readDealEvents(ctx.db, { dealId: deal.id, after, limit: limit + 1 });
    const words = await readEventWords(ctx.db, rows);
    return { object: 'list' as const, data: rows.slice(0, limit).map(row => presentEvent(row, words)), has_more: rows.length > limit };
  });
}

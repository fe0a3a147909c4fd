import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readEventFeed } from '../../db/read/event-feed.ts';
import { readEventWords } from '../../db/read/event-words.ts';
import type { ApiContext } from '../context.ts';
import { DealEvent } from '../schemas/deal.ts';
import { Limit } from '../schemas/lists.ts';
import { Id } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { presentEvent } from './deals/present-deal.ts';

const FeedEvent = DealEvent.extend({ object: z.literal('event'), seq: z.int(), deal_id: Id }).meta({ id: 'FeedEvent' });
const Feed = z.object({ object: z.literal('list'), data: z.array(FeedEvent), has_more: z.boolean(), next_after: z.int() });

/** `GET /v1/events?after=`: what happened to all deals, in one order that never changes, to catch up with. */
export function registerEvents(app: FastifyInstance, ctx: ApiContext): void {
  const querystring = z.strictObject({ after: z.coerce.number().int().min(0).default(0), limit: Limit });
  const schema = { tags: ['Events'], operationId: 'listEvents', summary: 'Everything that happened, after a place in the feed', querystring, response: { 200: Feed, ...problems() } };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/events', { config: { scope: 'deals:read' }, schema }, async request => {
    const { after, limit } = request.query;
    const rows = await readEventFeed(ctx.db, { after, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const words = await readEventWords(ctx.db, shown);
    const data = shown.map(row => ({ ...presentEvent(row, words), object: 'event' as const, seq: row.seq, deal_id: row.dealId }));
    return { object: 'list' as const, data, has_more: rows.length > limit, next_after: shown.at(-1)?.seq ?? after };
  });
}

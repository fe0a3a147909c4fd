import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { createDeal } from '../../../db/deals/create-deal.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import type { ApiContext } from '../../context.ts';
import { ensureStarted } from '../../process/ensure-started.ts';
import { Deal } from '../../schemas/deal.ts';
import { DealRequest } from '../../schemas/deal-request.ts';
import { problems } from '../../schemas/problem.ts';
import { requestedBy } from '../requested-by.ts';
import { answerDeal } from './answer-deal.ts';
import { readDealOrder } from './read-deal-order.ts';

/** `POST /v1/deals`: the rows first, in one unit of work, then the process. A repeat finds both (INV-8). */
export function registerCreateDeal(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    tags: ['Deals'],
    operationId: 'createDeal',
    summary: 'Start a deal',
    description:
      'Answers 202 with the deal; the same request again (same Idempotency-Key, or same source and external_id) answers the same deal. 503 means that the process engine did not answer: the deal is kept, and a repeat starts it.',
    body: DealRequest,
    response: { 200: Deal.describe('The deal that this request made before.'), 202: Deal.describe('The deal was made and its process started.'), ...problems(409, 413, 415, 422) },
  };
  app.withTypeProvider<ZodTypeProvider>().post('/v1/deals', { config: { scope: 'deals:write', idempotency: 'required' }, schema }, async (request, reply) => {
    const actor = requestedBy(request);
    const order = await readDealOrder(ctx, request.body, { actor, commandId: request.idempotency?.commandId ?? null });
    const { row, repeated } = await unitOfWork(ctx.pool, db => createDeal(db, order));
    await ensureStarted(ctx, row, actor);
    const deal = await answerDeal(ctx, row.id, { language: row.language });
    return reply
      .code(repeated && row.startedAt !== null ? 200 : 202)
      .header('location', `/v1/deals/${row.id}`)
      .header('etag', `"${deal.revision}"`)
      .send(deal);
  });
}

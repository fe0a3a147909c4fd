import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readPaymentOrder } from '../../db/read/documents.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../context.ts';
import { Id } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { sendUpload } from '../send-upload.ts';

/** `GET /v1/payment_orders/{id}`: the file that a customer has sent to show that it has paid. */
export function registerPaymentOrders(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    ...{ tags: ['Tasks'], operationId: 'getPaymentOrder', summary: 'The payment order that a customer has sent', params: z.strictObject({ id: Id }) },
    description: 'A file from a stranger: PDF, JPEG or PNG by its first bytes, sent to be saved. Tasks of the kind `payment_claim` name it.',
    ...{ produces: ['application/pdf', 'image/jpeg', 'image/png'], response: problems(404) },
  };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/payment_orders/:id', { config: { scope: 'deals:read' }, schema }, async (request, reply) => {
    const sent = await readPaymentOrder(ctx.db, { id: request.params.id, dealId: null });
    if (!sent) throw new RuleViolation('not_found', `There is no payment order ${request.params.id}.`);
    return sendUpload(reply, sent);
  });
}

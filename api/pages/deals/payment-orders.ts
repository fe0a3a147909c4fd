import type { FastifyInstance } from 'fastify';
import { readPaymentOrder } from '../../../db/read/documents.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { sendUpload } from '../../send-upload.ts';
import { staffVisitor } from '../frame/visitor.ts';

/** `/deals/{id}/payment-orders/{documentId}`: what the customer has sent to show that it has paid, for the people of the company alone. */
export function registerPaymentOrders(app: FastifyInstance, ctx: ApiContext): void {
  app.get('/deals/:id/payment-orders/:documentId', { config: { public: true } }, async (request, reply) => {
    if (!(await staffVisitor(request, reply))) return reply;
    const { id: dealId, documentId } = request.params as { id: string; documentId: string };
    const sent = await readPaymentOrder(ctx.db, { id: documentId, dealId });
    if (!sent) throw new RuleViolation('not_found', 'The deal has no such payment order.');
    return sendUpload(reply, sent);
  });
}

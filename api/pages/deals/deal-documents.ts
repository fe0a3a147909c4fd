import type { FastifyInstance } from 'fastify';
import { readDealDocument } from '../../../db/pages/read-deal-document.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { staffVisitor } from '../frame/visitor.ts';
import { sendDocument } from '../send-document.ts';

/** `/deals/{id}/documents/{documentId}`: quotes and invoices as they were printed, for everybody of the company. */
export function registerDealDocuments(app: FastifyInstance, ctx: ApiContext): void {
  app.get('/deals/:id/documents/:documentId', { config: { public: true } }, async (request, reply) => {
    if (!(await staffVisitor(request, reply))) return reply;
    const { id, documentId } = request.params as { id: string; documentId: string };
    const print = await readDealDocument(ctx.db, id, documentId);
    if (!print) throw new RuleViolation('not_found', 'The deal has no such document.');
    return sendDocument(reply, print);
  });
}

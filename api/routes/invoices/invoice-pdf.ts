import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readDocument } from '../../../db/read/documents.ts';
import { readInvoice } from '../../../db/read/invoices.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { Id, Language } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { sendDocument } from '../send-document.ts';

/** `GET /v1/invoices/{id}/pdf`: the invoice as it was printed, in any of the three languages. */
export function registerInvoicePdf(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    ...{ tags: ['Invoices'], operationId: 'getInvoicePdf', summary: 'The invoice as PDF', params: z.strictObject({ id: Id }), querystring: z.strictObject({ language: Language.optional() }) },
    description: 'Answers 404 with `reason: not_printed_yet` while the document is being printed.',
    ...{ produces: ['application/pdf'], response: problems(404) },
  };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/invoices/:id/pdf', { config: { scope: 'invoices:read' }, schema }, async (request, reply) => {
    const { invoice } = await readInvoice(ctx.db, request.params.id);
    if (invoice.external) throw new RuleViolation('not_found', 'This invoice was issued elsewhere; its document is there.', { reason: 'issued_elsewhere' });
    return sendDocument(reply, await readDocument(ctx.db, { kind: 'invoice', subjectId: invoice.id, language: request.query.language ?? invoice.language }));
  });
}

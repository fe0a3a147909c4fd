import type { FastifyReply } from 'fastify';
import type { PrintedDocument } from '../../db/read/documents.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';

/** Sends a printed document, or says why it is not there yet. */
export function sendDocument(reply: FastifyReply, printed: PrintedDocument | null): FastifyReply {
  if (!printed) throw new RuleViolation('not_found', 'The document is not printed yet; it is made by itself, ask again shortly. The deal says where printing fails.', { reason: 'not_printed_yet' });
  return reply
    .header('etag', `"${printed.sha256}"`)
    .header('cache-control', 'private, max-age=0, must-revalidate')
    .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(printed.fileName)}`)
    .type(printed.mime)
    .send(printed.content);
}

import type { FastifyReply } from 'fastify';
import type { PrintedDocument } from '../db/read/documents.ts';

/**
 * Answers a file that a stranger has sent: to be saved and never shown in our own name. Its kind was told by its first bytes, no browser may
 * guess another (nosniff), and were it opened all the same, it could load and run nothing.
 */
export function sendUpload(reply: FastifyReply, { fileName, mime, content }: PrintedDocument): FastifyReply {
  const plain = fileName.replace(/[^A-Za-z0-9._-]/g, '_');
  reply.headers({
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  });
  return reply.type(mime).send(content);
}

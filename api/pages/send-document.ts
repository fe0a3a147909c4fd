import type { FastifyReply } from 'fastify';
import type { PrintedDocument } from '../../db/read/documents.ts';

/** Answers a printed document to be read in the browser, under the name it would be saved by (RFC 6266). */
export function sendDocument(reply: FastifyReply, { fileName, mime, sha256, content }: PrintedDocument): FastifyReply {
  const plain = fileName.replace(/[^A-Za-z0-9._-]/g, '_');
  reply.headers({
    'content-disposition': `inline; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    etag: `"${sha256.slice(0, 27)}"`,
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'private, no-store',
  });
  return reply.type(mime).send(content);
}

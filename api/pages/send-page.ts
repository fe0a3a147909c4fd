import type { FastifyReply } from 'fastify';

/** Answers a page; the status tells machines what the words tell people. */
export function sendPage(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(html);
}

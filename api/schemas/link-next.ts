import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Page } from './lists.ts';

/** Adds `Link: rel="next"` where there is a next page, with the same filters. */
export function linkNext<T>(request: FastifyRequest, reply: FastifyReply, page: Page<T>): Page<T> {
  if (page.next_cursor !== null) {
    const [path = '', query = ''] = request.url.split('?');
    const next = new URLSearchParams(query);
    next.set('cursor', page.next_cursor);
    void reply.header('link', `<${path}?${next}>; rel="next"`);
  }
  return page;
}

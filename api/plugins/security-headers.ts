import type { FastifyInstance } from 'fastify';

const usual = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' } as const;

/** Headers that every answer carries; pages set stricter ones of their own. Answers of /v1 are never kept by caches. */
export function setSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    for (const [name, value] of Object.entries(usual)) if (!reply.hasHeader(name)) void reply.header(name, value);
    if (request.url.startsWith('/v1/') && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    return payload;
  });
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiContext } from '../context.ts';

const policy = ["default-src 'none'", "style-src 'self'", "font-src 'self'", "img-src 'self' data:", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"];

/** The content security policy of web.md 2.2, with what a page needs besides. */
export function contentPolicy(...more: readonly string[]): string {
  return [...policy, ...more].join('; ');
}

/** Headers of every page: nothing is loaded from elsewhere, framed, indexed or guessed; no page is kept by a cache, and no address leaks. */
export function setPageHeaders({ config }: ApiContext) {
  const secure = config.publicUrl.startsWith('https:');
  return async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.headers({
      'content-security-policy': contentPolicy(),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'x-robots-tag': 'noindex, nofollow',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      'cache-control': 'no-store',
      ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    });
  };
}

/** Pages opened by a link from a letter tell nobody where they came from: their address is the key. */
export function setLinkHeaders(reply: FastifyReply): void {
  reply.header('referrer-policy', 'no-referrer');
}

import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';

/** Requests a minute: of one key, and of one address without a key. */
export type RateLimits = Readonly<{ perKey: number; perAddress: number }>;
export const usualRateLimits: RateLimits = { perKey: 3_000, perAddress: 600 };

/** Counts each key's and each stranger's requests, tells them what is left, and refuses what is too much with Retry-After. */
export async function limitRates(app: FastifyInstance, limits: RateLimits): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    timeWindow: 60_000,
    enableDraftSpec: true,
    max: request => (request.apiKey ? limits.perKey : limits.perAddress),
    keyGenerator: request => (request.apiKey ? `key ${request.apiKey.id}` : `ip ${request.ip}`),
    // Whoever watches over this process may ask as often as it likes.
    allowList: request => request.url === '/livez' || request.url === '/readyz',
    errorResponseBuilder: (_request, { after }) => new RuleViolation('rate_limited', `Too many requests; wait ${after} and try again.`),
  });
}

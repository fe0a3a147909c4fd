import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../db/schema/index.ts';
import { keyOf } from '../auth/identify.ts';

/** Who asks, as the actor of what is written. Throws `unauthenticated` where nobody did. */
export function requestedBy(request: FastifyRequest): Actor {
  return { type: 'api_key', id: keyOf(request).id };
}

import type { FastifyRequest } from 'fastify';
import type { By } from '../../db/changes/record-change.ts';
import type { Actor } from '../../db/schema/index.ts';
import { keyOf } from '../auth/identify.ts';
import type { ApiContext } from '../context.ts';

/** Who asks, as the actor of what is written. Throws `unauthenticated` where nobody did. */
export function requestedBy(request: FastifyRequest): Actor {
  return { type: 'api_key', id: keyOf(request).id };
}

/** The same with the moment, for what is changed outside of the deals. */
export function changedBy(ctx: ApiContext, request: FastifyRequest): By {
  return { actor: requestedBy(request), now: ctx.now().toISOString() };
}

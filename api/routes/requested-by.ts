import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../db/schema/index.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';

/** Who asks, as the authentication put it on the request. Throws `unauthenticated` where nobody did. */
export function requestedBy(request: FastifyRequest): Actor {
  const actor = 'actor' in request ? request.actor : undefined;
  if (isActor(actor)) return actor;
  throw new RuleViolation('unauthenticated', 'A valid API key or a sign-in is required.');
}

function isActor(value: unknown): value is Actor {
  return typeof value === 'object' && value !== null && 'type' in value && 'id' in value && typeof value.id === 'string';
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findApiKey, noteKeyUse } from '../../db/keys/find-key.ts';
import { errorCodes } from '../../domain/errors/codes.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../context.ts';
import './route-rights.ts';

const form = /^Bearer (q2c_[A-Za-z0-9_-]{16,200})$/;

/** Looks up the key of a request before its rate is counted. Whether the key suffices is asked afterwards. */
export function identify(app: FastifyInstance, ctx: ApiContext): void {
  app.decorateRequest('apiKey', null);
  app.addHook('onRequest', async request => {
    if (request.routeOptions.config.scope === undefined) return;
    const secret = form.exec(request.headers.authorization ?? '')?.[1];
    request.apiKey = secret === undefined ? null : await findApiKey(ctx.db, secret);
  });
}

/** Refuses requests without a key or without the right that the route asks for. Runs before the body is read. */
export function authorize(app: FastifyInstance, ctx: ApiContext): void {
  app.addHook('preParsing', async request => {
    const { scope } = request.routeOptions.config;
    if (scope === undefined) return;
    const key = request.apiKey;
    if (key === null) throw new RuleViolation('unauthenticated', 'Send a living API key as `Authorization: Bearer q2c_…`.');
    if (!key.scopes.includes(scope)) throw new RuleViolation('forbidden', `The key lacks the scope ${scope}.`, { scope });
    noteKeyUse(ctx.db, key, ctx.now()).catch(error => request.log.warn({ err: error }, 'the use of a key was not noted'));
  });
}

/** The key of a request that has passed `authorize`. */
export function keyOf(request: FastifyRequest): NonNullable<FastifyRequest['apiKey']> {
  if (!request.apiKey) throw new RuleViolation('unauthenticated', errorCodes.unauthenticated);
  return request.apiKey;
}

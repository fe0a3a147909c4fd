import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorCodes } from '../../domain/errors/codes.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { rememberRoutes } from './known-routes.ts';
import { type KnownProblem, problemOf } from './problem-of.ts';

/** Where the pages of the problems are; the last part is the code. */
const typeBase = 'https://q2c.dev/problems/';

/** Turns every error of the routes into problem+json; only what is unknown is logged, with the request's id. */
export function answerProblems(app: FastifyInstance): void {
  const methodsOf = rememberRoutes(app);
  app.setErrorHandler((error, request, reply) => {
    const known = problemOf(error);
    if (known.status >= 500) request.log.error({ err: error, code: known.code }, 'request failed');
    return sendProblem(request, reply, known);
  });
  const answerNotFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const methods = methodsOf(pathOf(request));
    if (methods.length === 0 || methods.includes(request.method)) return sendProblem(request, reply, problemOf(new RuleViolation('not_found', errorCodes.not_found)));
    const allowed = methods.join(', ');
    return sendProblem(request, reply.header('allow', allowed), problemOf(new RuleViolation('method_not_allowed', `${request.method} is not possible here; ${allowed} is.`)));
  };
  app.setNotFoundHandler(answerNotFound);
  // Pages answer what nobody knows with a page; a machine is to get a problem.
  void app.after(() => app.all('/v1/*', { config: { public: true }, schema: { hide: true } }, answerNotFound));
}

/** An address that cannot even be decoded reaches no route and no hook. */
export function answerBadAddress(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  void sendProblem(request, reply, problemOf(new RuleViolation('validation_failed', 'The address is not well-formed.')));
}

/** Writes a problem by RFC 9457. Members of the code's own stand beside the common ones. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, known: KnownProblem): FastifyReply {
  const { code, status, detail, errors, extra, retryAfterSeconds } = known;
  const body = { ...extra, type: `${typeBase}${code}`, title: errorCodes[code], status, detail, instance: pathOf(request), code, request_id: request.id, ...(errors.length > 0 ? { errors } : {}) };
  if (retryAfterSeconds !== null) void reply.header('retry-after', String(retryAfterSeconds));
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(body);
}

const pathOf = (request: FastifyRequest): string => request.url.split('?')[0] ?? request.url;

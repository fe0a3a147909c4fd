import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../../domain/errors/codes.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { renderErrorPage } from '../../templates/pages/render-entry.ts';
import type { ErrorPageView } from '../../templates/pages/views/entry-view.ts';
import type { ApiContext } from '../context.ts';
import { isDatabaseAway } from '../problem/database-errors.ts';
import { plainFrame, readerOf, staffFrame } from './frame/frames.ts';

type PageFailure = Readonly<{ status: number; code: ErrorPageView['code'] }>;

const failures: Partial<Readonly<Record<ErrorCode, PageFailure>>> = {
  not_found: { status: 404, code: 'not_found' },
  link_dead: { status: 404, code: 'not_found' },
  form_expired: { status: 403, code: 'form_expired' },
  forbidden: { status: 403, code: 'forbidden' },
  not_entitled: { status: 403, code: 'forbidden' },
  rate_limited: { status: 429, code: 'rate_limited' },
  validation_failed: { status: 400, code: 'bad_request' },
  temporal_unavailable: { status: 503, code: 'unavailable' },
  database_unavailable: { status: 503, code: 'unavailable' },
};

const retryAfterSeconds: Partial<Record<PageFailure['code'], number>> = { rate_limited: 60, unavailable: 10 };

/** Every failure of a page as a page: what happened, that nothing was changed, and what to do. What is our fault is logged. */
export function answerError(ctx: ApiContext) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const failure = failureOf(error);
    if (failure.status >= 500) request.log.error(error);
    return sendFailure(ctx, { request, reply, failure });
  };
}

/** The page for an address that leads nowhere; a machine's address is left to the API's own answer. */
export function answerNotFound(ctx: ApiContext) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (request.url.startsWith('/v1')) return reply.callNotFound();
    return sendFailure(ctx, { request, reply, failure: { status: 404, code: 'not_found' } });
  };
}

async function sendFailure(ctx: ApiContext, { request, reply, failure }: { request: FastifyRequest; reply: FastifyReply; failure: PageFailure }): Promise<unknown> {
  const seconds = retryAfterSeconds[failure.code] ?? null;
  if (seconds !== null) reply.header('retry-after', String(seconds));
  const asked = { section: 'none' } as const;
  const frame = await staffFrame(ctx, request, asked).catch(() => plainFrame(ctx, request));
  const reader = await readerOf(ctx, request).catch(() => ({ language: 'ru', zone: 'Asia/Almaty' }) as const);
  const html = renderErrorPage({ frame, code: failure.code, retryAfterSeconds: seconds, backUrl: null, requestId: failure.status >= 500 ? String(request.id) : null }, reader);
  return reply.code(failure.status).type('text/html; charset=utf-8').send(html);
}

function failureOf(error: unknown): PageFailure {
  if (error instanceof RuleViolation) return failures[error.code] ?? { status: 400, code: 'bad_request' };
  if (isDatabaseAway(error)) return { status: 503, code: 'unavailable' };
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? { status, code: status === 404 ? 'not_found' : status === 429 ? 'rate_limited' : 'bad_request' } : { status: 500, code: 'internal' };
}

import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { claimKey, keepAnswer, releaseKey, type StoredAnswer } from '../../db/idempotency/idempotency.ts';
import { errorCodes } from '../../domain/errors/codes.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { canonicalJson } from '../../domain/quote/canonical-package.ts';
import type { ApiContext } from '../context.ts';

type Claimed = Readonly<{ scope: string; commandId: string; isKept: boolean }>;

declare module 'fastify' {
  interface FastifyRequest {
    idempotency: Claimed | null;
  }
}

const keptHeaders = ['content-type', 'location', 'etag', 'link'] as const;

/** Makes every POST of a key repeat-safe (web.md 1.1): the same Idempotency-Key answers the same again for 24 hours. */
export function replayRepeats(app: FastifyInstance, ctx: ApiContext): void {
  app.decorateRequest('idempotency', null);
  app.addHook('preHandler', async (request, reply) => {
    const { config } = request.routeOptions;
    if (request.method !== 'POST' || config.scope === undefined || !request.apiKey) return;
    const key = readKey(request);
    if (key === null) {
      if (config.idempotency === 'required') throw new RuleViolation('idempotency_key_missing', errorCodes.idempotency_key_missing);
      return;
    }
    const scope = `${request.apiKey.id} POST ${request.url.split('?')[0]} ${key}`;
    const requestSha256 = hashOf(request);
    const commandId = sha256(scope, requestSha256 ?? '').slice(0, 40);
    const isKept = config.idempotency !== 'never' && requestSha256 !== null;
    if (isKept && (await claimOrReplay(reply, ctx, { scope, requestSha256 }))) return reply;
    request.idempotency = { scope, commandId, isKept };
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.idempotency?.isKept) await keepOrRelease(request, reply, { ctx, scope: request.idempotency.scope, payload });
    return payload;
  });
}

/** The command id of a request: the same for each repeat under one Idempotency-Key, else a new one. */
export function commandIdOf(request: FastifyRequest): string {
  return request.idempotency?.commandId ?? randomUUID();
}

/** True where the first answer was sent again; throws where the key is in use or stood for another request. */
async function claimOrReplay(reply: FastifyReply, ctx: ApiContext, asked: { scope: string; requestSha256: string }): Promise<boolean> {
  const claim = await claimKey(ctx.db, { ...asked, now: ctx.now() });
  switch (claim.outcome) {
    case 'claimed':
      return false;
    case 'replay':
      replay(reply, claim.answer);
      return true;
    case 'in_progress':
      throw new RuleViolation('request_in_progress', errorCodes.request_in_progress);
    case 'reused':
      throw new RuleViolation('idempotency_key_reused', errorCodes.idempotency_key_reused);
  }
}

/** An outcome is kept, a refusal included; a failure on our side is not, so that a repeat runs. */
async function keepOrRelease(request: FastifyRequest, reply: FastifyReply, { ctx, scope, payload }: { ctx: ApiContext; scope: string; payload: unknown }): Promise<void> {
  try {
    if (reply.statusCode >= 500) await releaseKey(ctx.db, scope);
    else await keepAnswer(ctx.db, scope, { status: reply.statusCode, headers: headersOf(reply), body: typeof payload === 'string' ? payload : '' });
  } catch (error) {
    // The work is done and repeat-safe by its command id; the lock goes stale and a repeat runs again.
    request.log.error({ err: error }, 'the answer was not kept under its Idempotency-Key');
  }
}

/** The draft of the IETF has a quoted text, Stripe a bare one; both are read. */
function readKey(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return null;
  const key = String(header)
    .trim()
    .replace(/^"(.*)"$/, '$1');
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new RuleViolation('validation_failed', 'An Idempotency-Key has 1 to 255 visible characters.', { pointer: 'header idempotency-key' });
  return key;
}

/** The hash of what was asked; null where the body is a stream that only its route can read. */
function hashOf(request: FastifyRequest): string | null {
  const { body } = request;
  const query = request.url.split('?')[1] ?? '';
  if (body === undefined || body === null) return sha256(query, '');
  if (Buffer.isBuffer(body) || typeof body === 'string') return sha256(query, body);
  if (typeof body === 'object' && 'pipe' in body) return null;
  return sha256(query, canonicalJson(body));
}

const sha256 = (first: string, second: string | Buffer): string => createHash('sha256').update(first).update('\n').update(second).digest('hex');

function replay(reply: FastifyReply, { status, headers, body }: StoredAnswer): void {
  void reply
    .code(status)
    .headers(headers)
    .header('idempotent-replayed', 'true')
    .serializer((text: string) => text)
    .send(body);
}

function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(keptHeaders.flatMap(name => (reply.getHeader(name) === undefined ? [] : [[name, String(reply.getHeader(name))]])));
}

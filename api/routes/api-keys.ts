import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type ApiKeyRow, createApiKey, listApiKeys, revokeApiKey } from '../../db/keys/api-keys.ts';
import { scopes } from '../../db/keys/scopes.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { ApiContext } from '../context.ts';
import { listOf, wholeList } from '../schemas/lists.ts';
import { At, Id, ShortText } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { changedBy } from './requested-by.ts';

const tags = ['API keys'];
const head = { object: z.literal('api_key'), id: Id, name: z.string(), last4: z.string(), scopes: z.array(z.string()), created_at: At, last_used_at: At.nullable(), revoked_at: At.nullable() };
const Key = z.object(head).meta({ id: 'ApiKey' });
const NewKey = z.object({ ...head, secret: z.string() }).meta({ id: 'NewApiKey', description: 'The secret is shown this once.' });
const KeyBody = z
  .strictObject({ name: ShortText, scopes: z.array(z.enum(scopes)).min(1).max(scopes.length) })
  .meta({ id: 'ApiKeyRequest', examples: [{ name: 'Bitrix24', scopes: ['deals:read', 'deals:write'] }] });

/** Keys of machines. A secret is answered once and never kept, not even for repeats of the request. */
export function registerApiKeys(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const config = { scope: 'admin' } as const;
  api.get('/v1/api_keys', { config, schema: { tags, operationId: 'listApiKeys', summary: 'List keys', response: { 200: listOf(Key), ...problems() } } }, async () =>
    wholeList((await listApiKeys(ctx.db)).map(presentKey)),
  );
  const making = { tags, operationId: 'createApiKey', summary: 'Make a key', body: KeyBody, response: { 201: NewKey, ...problems() } };
  api.post('/v1/api_keys', { config: { ...config, idempotency: 'never' }, schema: making }, async (request, reply) => {
    const { row, secret } = await unitOfWork(ctx.pool, db => createApiKey(db, request.body, changedBy(ctx, request)));
    return reply.code(201).send({ ...presentKey(row), secret });
  });
  const ending = { tags, operationId: 'revokeApiKey', summary: 'End a key at once', params: z.strictObject({ id: Id }), body: z.strictObject({}).nullish(), response: { 200: Key, ...problems(404) } };
  api.post('/v1/api_keys/:id/revoke', { config, schema: ending }, async request => presentKey(await unitOfWork(ctx.pool, db => revokeApiKey(db, request.params.id, changedBy(ctx, request)))));
}

function presentKey({ id, name, last4, scopes: held, createdAt, lastUsedAt, revokedAt }: ApiKeyRow): z.output<typeof Key> {
  return { object: 'api_key', id, name, last4, scopes: [...held], created_at: createdAt, last_used_at: lastUsedAt, revoked_at: revokedAt };
}

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { importStatement, receiveStatement, repeatedImport } from '../../db/money/import-statement.ts';
import { findStatement, listStatements } from '../../db/money/read-statements.ts';
import { statementLimits } from '../../domain/statements/limits.ts';
import { readStatement } from '../../domain/statements/read-statement.ts';
import type { ApiContext } from '../context.ts';
import { deliverWithin, relayingOf } from '../relay/relay.ts';
import { Cursor, Limit, listOf, pageOf, readCursor } from '../schemas/lists.ts';
import { Id } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { aFile, fileOf, takeRawBodies } from './raw-body.ts';
import { readLargeStatement } from './read-large-statement.ts';
import { changedBy } from './requested-by.ts';
import { AnyStatement, presentImported, presentStatement, ReadStatement, UnreadStatement } from './statement-shapes.ts';

/** Files above this size are read after the answer. */
const largeBytes = 5 * 1024 * 1024;
const tags = ['Money'];

/** Bank statements: upload, list and look at the reports (API.md, Money). */
export function registerBankStatements(app: FastifyInstance, ctx: ApiContext): void {
  void app.register(async scope => {
    takeRawBodies(scope, { contentTypes: ['application/octet-stream', 'text/plain'], limitBytes: statementLimits.bytes });
    registerUpload(scope, ctx);
  });
  registerReading(app, ctx);
}

function registerUpload(app: FastifyInstance, ctx: ApiContext): void {
  const querystring = z.strictObject({ account_id: Id.optional(), format: z.enum(['auto', '1c']).default('auto') });
  const schema = {
    tags,
    summary: 'Import a bank statement: the file itself is the body',
    consumes: ['application/octet-stream', 'text/plain'],
    querystring,
    body: aFile('The statement as the bank wrote it.'),
    response: { 200: ReadStatement, 201: ReadStatement, 202: UnreadStatement, ...problems(413, 415, 422) },
  };
  app.withTypeProvider<ZodTypeProvider>().post('/v1/bank_statements', { config: { scope: 'payments:write' }, bodyLimit: statementLimits.bytes, schema }, async (request, reply) => {
    const received = { bytes: fileOf(request.body), accountId: request.query.account_id ?? null, ...changedBy(ctx, request) };
    if (received.bytes.length > largeBytes) {
      const kept = await receiveStatement(ctx.pool, received),
        { statementId: id, status } = kept;
      reply.header('location', `/v1/bank_statements/${id}`);
      if (status === 'booked' || status === 'quarantined') return presentImported(repeatedImport(kept, status));
      readLargeStatement(ctx, { id, importedById: received.actor.id, accountId: received.accountId }).catch((error: unknown) => {
        request.log.error(error);
      });
      return reply.code(202).send({ object: 'bank_statement', id, status: 'reading', created_at: kept.createdAt });
    }
    const imported = await importStatement(ctx.pool, received, readStatement(received.bytes, request.query.format));
    await deliverWithin(relayingOf(ctx), imported.outboxIds);
    return reply
      .code(imported.repeated ? 200 : 201)
      .header('location', `/v1/bank_statements/${imported.statementId}`)
      .send(presentImported(imported));
  });
}

function registerReading(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>(),
    config = { scope: 'payments:read' } as const;
  const querystring = z.strictObject({ cursor: Cursor.optional(), limit: Limit }),
    params = z.strictObject({ id: Id });
  api.get(
    '/v1/bank_statements',
    { config, schema: { tags, summary: 'List imported statements, the newest first', querystring, response: { 200: listOf(AnyStatement), ...problems() } } },
    async ({ query: { cursor, limit } }, reply) => {
      const [createdAt, id] = readCursor(cursor, ['at', 'id']) ?? [],
        after = createdAt && id ? { createdAt, id } : null;
      const page = pageOf(await listStatements(ctx.db, { after, limit: limit + 1 }), limit, { placeOf: row => [row.createdAt, row.id], item: presentStatement });
      if (page.next_cursor) reply.header('link', `</v1/bank_statements?${new URLSearchParams({ limit: String(limit), cursor: page.next_cursor })}>; rel="next"`);
      return page;
    },
  );
  api.get('/v1/bank_statements/:id', { config, schema: { tags, summary: 'The report of a statement', params, response: { 200: AnyStatement, ...problems(404) } } }, async ({ params: { id } }) =>
    presentStatement(await findStatement(ctx.db, id)),
  );
}

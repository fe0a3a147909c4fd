import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { addCover, removeCover } from '../../../db/people/change-people.ts';
import { type CoverRow, listCovers, readUser } from '../../../db/read/people.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import type { ApiContext } from '../../context.ts';
import { listOf, wholeList } from '../../schemas/lists.ts';
import { Id, On } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { changedBy } from '../requested-by.ts';

const tags = ['People'];
const params = z.strictObject({ id: Id });
const Cover = z.object({ object: z.literal('cover'), id: Id, user_id: Id, from_on: On, to_on: On, cover_user_id: Id }).meta({ id: 'Cover' });
const CoverBody = z.strictObject({ from_on: On, to_on: On, cover_user_id: Id }).meta({ id: 'CoverRequest', examples: [{ from_on: '2026-12-01', to_on: '2026-12-14', cover_user_id: 'usr_2' }] });

/** Dated absences and who stands in: steps that open meanwhile go to the cover (Q2C.md 3). */
export function registerCovers(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const listing = { tags, operationId: 'listCovers', summary: 'Absences of a person', params, response: { 200: listOf(Cover), ...problems(404) } };
  api.get('/v1/users/:id/covers', { config: { scope: 'deals:read' }, schema: listing }, async request => {
    const { id } = await readUser(ctx.db, request.params.id);
    return wholeList((await listCovers(ctx.db, id)).map(presentCover));
  });
  const adding = { tags, operationId: 'createCover', summary: 'Note an absence and who stands in', params, body: CoverBody, response: { 201: Cover, ...problems(404, 422) } };
  api.post('/v1/users/:id/covers', { config: { scope: 'admin' }, schema: adding }, async (request, reply) => {
    const { from_on: fromOn, to_on: toOn, cover_user_id: coverUserId } = request.body;
    const row = await unitOfWork(ctx.pool, db => addCover(db, { userId: request.params.id, fromOn, toOn, coverUserId }, changedBy(ctx, request)));
    return reply.code(201).send(presentCover(row));
  });
  const removing = {
    tags,
    operationId: 'deleteCover',
    summary: 'Take an absence back',
    params: z.strictObject({ id: Id, cover_id: Id }),
    response: { 204: z.null().describe('It is gone.'), ...problems(404) },
  };
  api.delete('/v1/users/:id/covers/:cover_id', { config: { scope: 'admin' }, schema: removing }, async (request, reply) => {
    await unitOfWork(ctx.pool, db => removeCover(db, { id: request.params.cover_id, userId: request.params.id }, changedBy(ctx, request)));
    return reply.code(204).send(null);
  });
}

function presentCover({ id, userId, fromOn, toOn, coverUserId }: CoverRow): z.output<typeof Cover> {
  return { object: 'cover', id, user_id: userId, from_on: fromOn, to_on: toOn, cover_user_id: coverUserId };
}

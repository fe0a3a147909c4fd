import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readChanges } from '../../db/changes/read-changes.ts';
import { readNames } from '../../db/read/deal-record.ts';
import { changeKinds } from '../../db/schema/index.ts';
import type { ApiContext } from '../context.ts';
import { Author, presentAuthor } from '../schemas/author.ts';
import { Limit } from '../schemas/lists.ts';
import { At, Id } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { snakeKeys } from '../schemas/snake-keys.ts';

const Fields = z.record(z.string(), z.unknown());
const Change = z.object({ object: z.literal('change'), seq: z.int(), what: z.enum(changeKinds), subject_id: Id, actor: Author, at: At, before: Fields.nullable(), after: Fields.nullable() }).meta({
  id: 'Change',
  examples: [
    {
      ...{ object: 'change', seq: 42, what: 'user.changed', subject_id: 'usr_3', actor: { type: 'user', id: 'usr_6', name: 'Тимур Каримов', via: 'page' }, at: '2026-11-28T05:00:00.000Z' },
      ...{ before: { active: true }, after: { active: false } },
    },
  ],
});
const Changes = z.object({ object: z.literal('list'), data: z.array(Change), has_more: z.boolean(), next_after: z.int() });

/** `GET /v1/changes`: who changed what outside of the deals; what happened to a deal is told by its events (docs/audit.md). */
export function registerChanges(app: FastifyInstance, ctx: ApiContext): void {
  const querystring = z.strictObject({ subject_id: Id.optional(), after: z.coerce.number().int().min(0).default(0), limit: Limit });
  const summary = 'Who changed people, rules, accounts, keys, customers and money by hand, after a place in the list';
  const schema = { tags: ['Events'], operationId: 'listChanges', summary, querystring, response: { 200: Changes, ...problems() } };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/changes', { config: { scope: 'admin' }, schema }, async request => {
    const { subject_id, after, limit } = request.query;
    const rows = await readChanges(ctx.db, { subjectId: subject_id ?? null, after, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const names = await readNames(
      ctx.db,
      shown.map(row => row.actor.id),
    );
    const data = shown.map(({ seq, what, subjectId, actor, at, before, after: is }) => ({
      ...{ object: 'change' as const, seq, what, subject_id: subjectId, actor: presentAuthor(actor, names), at },
      ...{ before: fieldsOf(before), after: fieldsOf(is) },
    }));
    return { object: 'list' as const, data, has_more: rows.length > limit, next_after: shown.at(-1)?.seq ?? after };
  });
}

const fieldsOf = (fields: object | null): z.output<typeof Fields> | null => (fields === null ? null : (snakeKeys(fields) as z.output<typeof Fields>));

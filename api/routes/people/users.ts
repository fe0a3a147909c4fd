import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { addUser, changeUser } from '../../../db/people/change-people.ts';
import { warnOfTable } from '../../../db/read/approval-table.ts';
import { type Obstacle, readObstacles } from '../../../db/read/letters.ts';
import { listUsers, readUser, type UserRow } from '../../../db/read/people.ts';
import { type Db, unitOfWork } from '../../../db/unit-of-work.ts';
import type { ApiContext } from '../../context.ts';
import { PolicyWarningShape, presentWarning } from '../../schemas/approval-policy.ts';
import { listOf, wholeList } from '../../schemas/lists.ts';
import { At, Email, Id, Language, ShortText, TimeZone } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { WorkingHours } from '../../schemas/working-hours.ts';
import { changedBy } from '../requested-by.ts';

const tags = ['People'];
const params = z.strictObject({ id: Id });
const roles = ['seller', 'manager', 'lawyer', 'cfo', 'director', 'finance', 'admin'] as const;
const Roles = z.array(z.enum(roles)).max(roles.length);

export const User = z
  .object({
    ...{ object: z.literal('user'), id: Id, name: z.string(), email: z.string(), roles: Roles, superior_id: Id.nullable() },
    ...{
      language: z.string(),
      time_zone: z.string(),
      working_hours: WorkingHours.nullable().describe('Hours of their own, in their time zone; null: the company’s hours. The company’s days off are everybody’s.'),
      telegram_chat_id: z.string().nullable(),
      telegram_problem: z.enum(['blocked', 'no_chat', 'refused']).nullable(),
      active: z.boolean(),
      created_at: At,
    },
  })
  .meta({ id: 'User' });

/** A changed person, and the roles of the approval table that nobody holds any more. */
const ChangedUser = User.extend({ warnings: z.array(PolicyWarningShape) }).meta({ id: 'ChangedUser' });

const lowerEmail = Email.toLowerCase();
const optional = { superior_id: Id.nullish(), working_hours: WorkingHours.nullish(), telegram_chat_id: z.string().trim().min(1).max(60).nullish() };
const UserBody = z
  .strictObject({ name: ShortText, email: lowerEmail, roles: Roles.default([]), language: Language.default('ru'), time_zone: TimeZone.default('Asia/Almaty'), ...optional })
  .meta({ id: 'UserRequest', examples: [{ name: 'Ирина Ким', email: 'cfo@demo.kz', roles: ['cfo', 'finance'], language: 'ru', time_zone: 'Asia/Almaty' }] });
const UserPatch = z
  .strictObject({
    name: ShortText.optional(),
    email: lowerEmail.optional(),
    roles: Roles.optional(),
    language: Language.optional(),
    time_zone: TimeZone.optional(),
    active: z.boolean().optional(),
    ...optional,
  })
  .meta({ id: 'UserChange', examples: [{ active: false }, { working_hours: [{ weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' }] }] });

/** The people of the company: who they are, what they may decide, who is above them. */
export function registerUsers(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const listing = { tags, operationId: 'listUsers', summary: 'List people', response: { 200: listOf(User), ...problems() } };
  api.get('/v1/users', { config: { scope: 'deals:read' }, schema: listing }, async () => wholeList(await presentUsers(ctx.db, await listUsers(ctx.db))));
  const one = { tags, operationId: 'getUser', summary: 'One person', params, response: { 200: User, ...problems(404) } };
  api.get('/v1/users/:id', { config: { scope: 'deals:read' }, schema: one }, async request => presentUser(ctx.db, await readUser(ctx.db, request.params.id)));
  const adding = { tags, operationId: 'createUser', summary: 'Add a person', body: UserBody, response: { 201: User, ...problems(422) } };
  api.post('/v1/users', { config: { scope: 'admin' }, schema: adding }, async (request, reply) => {
    const { name, email, roles: held, language, time_zone: timeZone, superior_id, working_hours, telegram_chat_id } = request.body;
    const given = { superiorId: superior_id ?? null, workingHours: working_hours ?? null, telegramChatId: telegram_chat_id ?? null };
    const person = { name, email, roles: held, language, timeZone, ...given, active: true };
    const row = await unitOfWork(ctx.pool, db => addUser(db, person, changedBy(ctx, request)));
    return reply
      .code(201)
      .header('location', `/v1/users/${row.id}`)
      .send(await presentUser(ctx.db, row));
  });
  const changing = { tags, operationId: 'changeUser', summary: 'Change a person', params, body: UserPatch, response: { 200: ChangedUser, ...problems(404, 422) } };
  api.patch('/v1/users/:id', { config: { scope: 'admin' }, schema: changing }, async request => {
    const { time_zone: timeZone, superior_id: superiorId, working_hours: workingHours, telegram_chat_id: telegramChatId, ...rest } = request.body;
    const given = Object.entries({ ...rest, timeZone, superiorId, workingHours, telegramChatId }).filter(([, value]) => value !== undefined);
    const by = changedBy(ctx, request);
    const row = await unitOfWork(ctx.pool, db => changeUser(db, request.params.id, { change: Object.fromEntries(given), by }));
    return { ...(await presentUser(ctx.db, row)), warnings: (await warnOfTable(ctx.db)).map(presentWarning) };
  });
}

async function presentUser(db: Db, row: UserRow): Promise<z.output<typeof User>> {
  return personOf(row, await readObstacles(db, [row]));
}

async function presentUsers(db: Db, rows: readonly UserRow[]): Promise<z.output<typeof User>[]> {
  const obstacles = await readObstacles(db, rows);
  return rows.map(row => personOf(row, obstacles));
}

/** `telegram_problem` says why the last message to the chat on record did not arrive, so that an admin sees whom only letters reach. */
function personOf(row: UserRow, obstacles: ReadonlyMap<string, Obstacle>): z.output<typeof User> {
  const { id, name, email, language, active } = row;
  return {
    object: 'user',
    id,
    name,
    email,
    roles: [...row.roles],
    superior_id: row.superiorId,
    language,
    time_zone: row.timeZone,
    working_hours: row.workingHours?.map(({ weekdays, from, to }) => ({ weekdays: [...weekdays], from, to })) ?? null,
    telegram_chat_id: row.telegramChatId,
    telegram_problem: obstacles.get(row.id) ?? null,
    active,
    created_at: row.createdAt,
  };
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { listTasks, placeInTasks, readTask, type TaskRecord } from '../../../db/read/approval-tasks.ts';
import { readNames } from '../../../db/read/deal-record.ts';
import { keyOf } from '../../auth/identify.ts';
import type { ApiContext } from '../../context.ts';
import { ApprovalTask, TaskFilter } from '../../schemas/approval.ts';
import { askedLanguage } from '../../schemas/asked-language.ts';
import { linkNext } from '../../schemas/link-next.ts';
import { listOf, pageOf, readCursor } from '../../schemas/lists.ts';
import { Id, Language, Text } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { decideTask, handOverTask, recallTask } from './decide-task.ts';
import { presentTask } from './present-task.ts';

const tags = ['Approvals'];
const deciding = { scope: 'approvals:decide' } as const;
const params = z.strictObject({ id: Id });
const version = z.int().min(1);
/** Named shapes are made once: the specification knows them by name, however many servers there are in a process. */
const approving = z.strictObject({ version, comment: Text.optional() }).meta({ id: 'ApproveRequest', examples: [{ version: 2 }] });
const refusing = z.strictObject({ version, comment: Text }).meta({ id: 'RefuseRequest', examples: [{ version: 2, comment: 'Скидка выше, чем мы договорились.' }] });
const handing = z
  .strictObject({ version, to_user_id: Id, comment: Text })
  .meta({ id: 'HandOverTaskRequest', examples: [{ version: 2, to_user_id: 'usr_1', comment: 'Это решает коммерческий директор.' }] });
const response = { 200: ApprovalTask, ...problems(404, 409, 422) };

/** Approval tasks: to list, and to decide on (API.md, Approvals). A repeated equal decision answers the first outcome. */
export function registerApprovalTasks(app: FastifyInstance, ctx: ApiContext): void {
  registerReading(app, ctx);
  registerDecisions(app, ctx);
  registerOthers(app, ctx);
}

const namesOf = (ctx: ApiContext, rows: readonly TaskRecord[]) =>
  readNames(
    ctx.db,
    rows.flatMap(({ task, evidence }) => [task.personId, task.superiorId, task.decidedById, evidence?.personId ?? null, evidence?.coverForId ?? null]),
  );

async function answerTask(ctx: ApiContext, request: FastifyRequest, { taskId, lang }: { taskId: string; lang?: z.output<typeof Language> | undefined }): Promise<z.output<typeof ApprovalTask>> {
  const record = await readTask(ctx.db, taskId);
  return presentTask(record, { language: askedLanguage(request, lang), names: await namesOf(ctx, [record]), network: seesNetwork(request) });
}

const seesNetwork = (request: FastifyRequest): boolean => keyOf(request).scopes.includes('admin');

function registerReading(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const listing = { tags, operationId: 'listApprovalTasks', summary: 'List approval tasks', querystring: TaskFilter, response: { 200: listOf(ApprovalTask), ...problems() } };
  api.get('/v1/approval_tasks', { config: { scope: 'deals:read' }, schema: listing }, async (request, reply) => {
    const { status, user_id: personId, deal_id: dealId, role, sort, lang, cursor, limit } = request.query;
    const rows = await listTasks(ctx.db, { status, personId, dealId, role, sort, after: readCursor(cursor, 4), limit });
    const presenting = { language: askedLanguage(request, lang), names: await namesOf(ctx, rows), network: seesNetwork(request) };
    return linkNext(request, reply, pageOf(rows, limit, { placeOf: placeInTasks(sort), item: row => presentTask(row, presenting) }));
  });
  const one = {
    tags,
    operationId: 'getApprovalTask',
    summary: 'One approval task',
    params,
    querystring: z.strictObject({ lang: Language.optional() }),
    response: { 200: ApprovalTask, ...problems(404) },
  };
  api.get('/v1/approval_tasks/:id', { config: { scope: 'deals:read' }, schema: one }, async request => answerTask(ctx, request, { taskId: request.params.id, lang: request.query.lang }));
}

function registerDecisions(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  api.post('/v1/approval_tasks/:id/approve', { config: deciding, schema: { tags, operationId: 'approveTask', summary: 'Approve', params, body: approving, response } }, async request => {
    await decideTask(ctx, request, { taskId: request.params.id, name: 'approve', ...request.body });
    return answerTask(ctx, request, { taskId: request.params.id });
  });
  const refusals = [
    { name: 'reject', summary: 'Reject: the deal goes back to its seller with the reason' },
    { name: 'request_changes', summary: 'Ask for changes: the softer no' },
  ] as const;
  for (const { name, summary } of refusals) {
    api.post(`/v1/approval_tasks/:id/${name}`, { config: deciding, schema: { tags, operationId: `${name}Task`, summary, params, body: refusing, response } }, async request => {
      await decideTask(ctx, request, { taskId: request.params.id, name, ...request.body });
      return answerTask(ctx, request, { taskId: request.params.id });
    });
  }
}

function registerOthers(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  api.post(
    '/v1/approval_tasks/:id/hand_over',
    { config: deciding, schema: { tags, operationId: 'handOverTask', summary: 'Hand the step over; its clock keeps running', params, body: handing, response } },
    async request => {
      const { to_user_id: toUserId, version: onVersion, comment } = request.body;
      await handOverTask(ctx, request, { taskId: request.params.id, version: onVersion, toUserId, comment });
      return answerTask(ctx, request, { taskId: request.params.id });
    },
  );
  const recalling = { tags, operationId: 'recallTask', summary: 'Take the decision back within the undo window', params, body: z.strictObject({}).nullish(), response };
  api.post('/v1/approval_tasks/:id/recall', { config: deciding, schema: recalling }, async request => {
    await recallTask(ctx, request, request.params.id);
    return answerTask(ctx, request, { taskId: request.params.id });
  });
}

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { keepNote } from '../../db/notes/keep-note.ts';
import { readNames } from '../../db/read/deal-record.ts';
import { type PaymentClaim, readPaymentClaims } from '../../db/read/payment-claims.ts';
import { finishHumanTask, type HumanTaskRecord, listHumanTasks, readHumanTask } from '../../db/tasks/human-tasks.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { ApiContext } from '../context.ts';
import { commandIdOf } from '../idempotency/idempotency.ts';
import { HumanTask, HumanTaskKind } from '../schemas/delivery.ts';
import { linkNext } from '../schemas/link-next.ts';
import { Cursor, Limit, listOf, pageOf, readCursor } from '../schemas/lists.ts';
import { Id, Text } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { dealNow } from './deals/deal-now.ts';
import { requestedBy } from './requested-by.ts';

const tags = ['Tasks'];
const params = z.strictObject({ id: Id });
const doneBody = z
  .strictObject({ comment: Text.optional() })
  .nullish()
  .meta({ id: 'TaskDoneRequest', examples: [{ comment: 'Позвонили: оплатят в пятницу.' }] });

/** Work for people that no timer can do: to list, and to say that it is done. */
export function registerHumanTasks(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const querystring = z.strictObject({
    status: z.enum(['open', 'done']).optional(),
    kind: HumanTaskKind.optional(),
    assignee_id: Id.optional(),
    deal_id: Id.optional(),
    cursor: Cursor.optional(),
    limit: Limit,
  });
  const listing = { tags, operationId: 'listHumanTasks', summary: 'List work for people, what waits longest first', querystring, response: { 200: listOf(HumanTask), ...problems() } };
  api.get('/v1/human_tasks', { config: { scope: 'deals:read' }, schema: listing }, async (request, reply) => {
    const { status, kind, assignee_id: assigneeId, deal_id: dealId, cursor, limit } = request.query;
    const rows = await listHumanTasks(ctx.db, { status, kind, assigneeId, dealId, after: readCursor(cursor, ['at', 'id']), limit });
    const words = await wordsOf(ctx, rows);
    return linkNext(request, reply, pageOf(rows, limit, { placeOf: ({ task }) => [task.createdAt, task.id], item: row => presentTask(row, words) }));
  });
  const finishing = {
    ...{ tags, operationId: 'finishHumanTask', summary: 'Say that a task is done; what is not settled yet stays open', params, body: doneBody },
    response: { 200: HumanTask, ...problems(404, 409) },
  };
  api.post('/v1/human_tasks/:id/done', { config: { scope: 'deals:write' }, schema: finishing }, async request => {
    const { task, deal } = await readHumanTask(ctx.db, request.params.id);
    const actor = requestedBy(request);
    const at = dealNow(ctx, deal);
    const { comment } = request.body ?? {};
    const written = { commandId: commandIdOf(request), dealId: task.dealId, authorType: actor.type, authorId: actor.id, createdAt: at };
    await unitOfWork(ctx.pool, async db =>
      finishHumanTask(db, { id: task.id, by: { actor, now: ctx.now().toISOString() }, noteId: comment === undefined ? null : await keepNote(db, { ...written, text: comment }), at }),
    );
    const done = await readHumanTask(ctx.db, task.id);
    return presentTask(done, await wordsOf(ctx, [done]));
  });
}

type TaskWords = Readonly<{ names: ReadonlyMap<string, string>; claims: readonly PaymentClaim[] }>;

/** The names of those who have the work, and what customers have said of payments that it is about. */
async function wordsOf(ctx: ApiContext, rows: readonly HumanTaskRecord[]): Promise<TaskWords> {
  const claimed = rows.filter(({ task }) => task.kind === 'payment_claim').flatMap(({ task }) => task.invoiceId ?? []);
  return {
    names: await readNames(
      ctx.db,
      rows.map(row => row.task.assigneeId),
    ),
    claims: await readPaymentClaims(ctx.db, claimed),
  };
}

function presentTask({ task, deal, customer, invoice, comment }: HumanTaskRecord, { names, claims }: TaskWords): z.output<typeof HumanTask> {
  const said = claims.findLast(claim => claim.invoiceId === task.invoiceId);
  return {
    ...{ object: 'human_task', id: task.id, kind: task.kind, status: task.doneAt === null ? 'open' : 'done', reason: task.reason, deal_id: task.dealId, invoice_id: task.invoiceId },
    assignee: task.assigneeId === null ? null : { id: task.assigneeId, name: names.get(task.assigneeId) ?? null },
    ...{ created_at: task.createdAt, done_at: task.doneAt, done_by: task.doneById, comment },
    facts: {
      ...{ invoice_number: invoice?.number ?? null, customer_id: customer.id, customer_name: customer.name, phone: customer.phone },
      ...{ email: customer.email, email_dead_reason: customer.emailDeadReason, sent_at: invoice?.sentAt ?? null, viewed_at: invoice?.viewedAt ?? null },
      payment_claim: said ? presentClaim(said, deal.currency) : null,
    },
  };
}

function presentClaim({ at, paidOn, amountMinor, orders }: PaymentClaim, currency: string): NonNullable<z.output<typeof HumanTask>['facts']['payment_claim']> {
  const sent = orders.map(({ id, fileName, bytes }) => ({ id, file_name: fileName, bytes, url: `/v1/payment_orders/${id}` }));
  return {
    ...{ claimed_at: at, paid_on: paidOn, amount: amountMinor === null ? null : { value: amountMinor, currency } },
    ...{ payment_order: sent[0] ?? null, payment_orders: sent },
  };
}

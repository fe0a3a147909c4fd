import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readCustomer } from '../../../db/customers/customers.ts';
import { readDealHead, readNames } from '../../../db/read/deal-record.ts';
import { readInvoice } from '../../../db/read/invoices.ts';
import { type LedgerEntry, listIntervals, readInterval } from '../../../db/reminders/pause-ledger.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { linkNext } from '../../schemas/link-next.ts';
import { Cursor, Flag, Limit, listOf, pageOf, readCursor } from '../../schemas/lists.ts';
import { Id, moneyOf } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { Interval, Pause } from '../../schemas/reminder.ts';
import { dealNow } from '../deals/deal-now.ts';
import { endPause } from './pauses.ts';

const tags = ['Reminders'];

/** The ledger of pauses, promises and disputes: who silenced what, from when to when, why, and how it ended (AU2). */
export function registerPauseLedger(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const querystring = z
    .strictObject({ invoice_id: Id.optional(), deal_id: Id.optional(), customer_id: Id.optional(), active: Flag.optional(), cursor: Cursor.optional(), limit: Limit })
    .refine(query => [query.invoice_id, query.deal_id, query.customer_id].filter(id => id !== undefined).length <= 1, 'Name one of invoice_id, deal_id and customer_id.');
  const listing = {
    ...{ tags, operationId: 'listReminderPauses', summary: 'The pauses, promises and disputes that silence an invoice, a deal or a customer; of the company where none is named' },
    ...{ querystring, response: { 200: listOf(Interval), ...problems(404) } },
  };
  api.get('/v1/reminder_pauses', { config: { scope: 'invoices:read' }, schema: listing }, async (request, reply) => {
    const { invoice_id: invoiceId, deal_id: dealId, customer_id: customerId, active, cursor, limit } = request.query;
    if (invoiceId) await readInvoice(ctx.db, invoiceId);
    if (dealId) await readDealHead(ctx.db, dealId);
    if (customerId) await readCustomer(ctx.db, customerId);
    const rows = await listIntervals(ctx.db, { invoiceId, dealId, customerId, isActive: active, after: readCursor(cursor, ['at', 'id']), limit }, ctx.now().toISOString());
    const names = await readNames(
      ctx.db,
      rows.flatMap(({ pause }) => [pause.authorId, pause.endedById]),
    );
    return linkNext(request, reply, pageOf(rows, limit, { placeOf: ({ pause }) => [pause.fromAt, pause.id], item: row => presentInterval(row, { ctx, names }) }));
  });
  const ending = {
    ...{ tags, operationId: 'endReminderPause', summary: 'End one pause of the ledger, or take back one that was to come; of any scope' },
    ...{ params: z.strictObject({ id: Id }), response: { 200: Pause, ...problems(404, 409) } },
  };
  api.delete('/v1/reminder_pauses/:id', { config: { scope: 'reminders:write' }, schema: ending }, async request => {
    const { pause } = await readInterval(ctx.db, request.params.id);
    if (pause.kind !== 'pause') throw new RuleViolation('not_found', 'That is no pause: a dispute is resolved, and a promise is followed by another.');
    return endPause(ctx, request, pause);
  });
}

function presentInterval({ pause, currency, clockAheadMs }: LedgerEntry, { ctx, names }: { ctx: ApiContext; names: ReadonlyMap<string, string> }): z.output<typeof Interval> {
  const now = dealNow(ctx, { clockAheadMs });
  const isOver = pause.endedAt !== null || pause.untilAt <= now;
  const person = (type: string, id: string) => ({ type, id, name: names.get(id) ?? null });
  return {
    ...{ object: 'reminder_interval', id: pause.id, kind: pause.kind, status: isOver ? 'over' : pause.fromAt > now ? 'planned' : 'running', scope: pause.scope, scope_id: pause.scopeId },
    ...{ from: pause.fromAt, until: pause.untilAt, reason: pause.kind === 'promise' ? null : pause.reason, pay_on: pause.kind === 'promise' ? pause.reason : null },
    amount: pause.amountMinor === null || currency === null ? null : moneyOf(pause.amountMinor, currency),
    ...{ schedule_id: pause.scheduleId, author: person(pause.authorType, pause.authorId), ended_at: pause.endedAt, outcome: pause.outcome },
    ended_by: pause.endedByType === null || pause.endedById === null ? null : person(pause.endedByType, pause.endedById),
  };
}

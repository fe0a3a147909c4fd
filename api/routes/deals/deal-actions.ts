import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readDealHead } from '../../../db/read/deal-record.ts';
import { requireUser } from '../../../db/read/people.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { MessageName } from '../../../workflows/deal/messages.ts';
import type { ApiContext } from '../../context.ts';
import { giveCommand, type RequestedCommand } from '../../process/give-command.ts';
import { askedLanguage } from '../../schemas/asked-language.ts';
import { Deal, type DealView } from '../../schemas/deal.ts';
import { Id, On, Text } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { answerDeal } from './answer-deal.ts';
import { dealNow } from './deal-now.ts';

const tags = ['Deals'];
const config = { scope: 'deals:write' } as const;
const params = z.strictObject({ id: Id });
const response = { 200: Deal, ...problems(404, 409, 422) };
const nothing = z.strictObject({}).nullish();
const withReason = z.strictObject({ reason: Text }).meta({ examples: [{ reason: 'Клиент выбрал другого поставщика.' }] });

/** What people and machines do to a deal (API.md, Deals). Each answers the deal when the process has recorded it; a repeat answers the same. */
export function registerDealActions(app: FastifyInstance, ctx: ApiContext): void {
  registerPlainActions(app, ctx);
  registerClosings(app, ctx);
  registerDelivery(app, ctx);
  registerHandOver(app, ctx);
  registerLift(app, ctx);
}

const plainActions = [
  { name: 'submit', summary: 'Send the package to approval' },
  { name: 'accept', summary: 'Note the customer’s acceptance' },
  { name: 'mark_signed', summary: 'Note the signed contract' },
] as const satisfies readonly { name: MessageName; summary: string }[];

function registerPlainActions(app: FastifyInstance, ctx: ApiContext): void {
  for (const { name, summary } of plainActions) {
    const schema = { tags, operationId: `${name}Deal`, summary, params, body: nothing, response };
    app.withTypeProvider<ZodTypeProvider>().post(`/v1/deals/:id/${name}`, { config, schema }, async request => act(ctx, request, { dealId: request.params.id, command: { name } }));
  }
}

/** Back to quoting: what was decided stays readable, and the next submit starts a new round. */
const withdrawing = { name: 'withdraw', summary: 'The seller takes the deal back from approval' } as const;

const closings = [
  { name: 'decline', stage: 'lost', summary: 'The customer declines the offer' },
  { name: 'lose', stage: 'lost', summary: 'The deal is lost' },
  { name: 'cancel', stage: 'cancelled', summary: 'Cancel the deal: open invoices are credited, holds lifted' },
  { name: 'write_off', stage: 'written_off', summary: 'Give the debt up' },
] as const satisfies readonly { name: MessageName; stage: string; summary: string }[];

function registerClosings(app: FastifyInstance, ctx: ApiContext): void {
  const { name: withdraw, summary } = withdrawing;
  const schema = { tags, operationId: 'withdrawDeal', summary, params, body: withReason, response };
  app
    .withTypeProvider<ZodTypeProvider>()
    .post(`/v1/deals/:id/${withdraw}`, { config, schema }, async request => act(ctx, request, { dealId: request.params.id, command: { name: withdraw, text: request.body.reason } }));
  for (const { name, stage, summary } of closings) {
    const schema = { tags, operationId: `${name}Deal`, summary, params, body: withReason, response };
    app
      .withTypeProvider<ZodTypeProvider>()
      .post(`/v1/deals/:id/${name}`, { config, schema }, async request => act(ctx, request, { dealId: request.params.id, command: { name, text: request.body.reason }, doneAt: stage }));
  }
}

function registerDelivery(app: FastifyInstance, ctx: ApiContext): void {
  const body = z.strictObject({ on: On.optional() }).nullish();
  const schema = { tags, operationId: 'mark_deliveredDeal', summary: 'Note the delivery, today unless another day is given', params, body, response };
  app.withTypeProvider<ZodTypeProvider>().post('/v1/deals/:id/mark_delivered', { config, schema }, async request => {
    const { deal, customerZone } = await readDealHead(ctx.db, request.params.id);
    const on = request.body?.on ?? dateInZone(dealNow(ctx, deal), customerZone);
    return act(ctx, request, { dealId: deal.id, command: { name: 'mark_delivered', body: { on } } });
  });
}

function registerHandOver(app: FastifyInstance, ctx: ApiContext): void {
  const body = z.strictObject({ to_user_id: Id, reason: Text.optional() }).meta({ examples: [{ to_user_id: 'usr_1', reason: 'Отпуск' }] });
  const schema = { tags, operationId: 'hand_overDeal', summary: 'Give the deal a new owner', params, body, response };
  app.withTypeProvider<ZodTypeProvider>().post('/v1/deals/:id/hand_over', { config, schema }, async request => {
    const { to_user_id, reason } = request.body;
    await requireUser(ctx.db, { id: to_user_id, pointer: '#/to_user_id' });
    return act(ctx, request, { dealId: request.params.id, command: { name: 'hand_over', body: { to_user_id }, text: reason } });
  });
}

/** The right is that of a decision: whoever asks says whose word it is (docs/approvals.md, Shipments over a debt). */
function registerLift(app: FastifyInstance, ctx: ApiContext): void {
  const approver_id = Id.nullish().describe('Who has agreed: not the seller of the deal, and with a role that the policy allows. Without it the answer is 403, and says who may.');
  const body = z
    .strictObject({ hold: z.enum(['shipment']), approver_id, reason: Text })
    .meta({ examples: [{ hold: 'shipment', approver_id: 'usr_1', reason: 'Остаток придёт в пятницу, груз скоропортящийся.' }] });
  const schema = { tags, operationId: 'lift_holdDeal', summary: 'Ship over a debt: lift the hold by the word of a named approver', params, body, response };
  app.withTypeProvider<ZodTypeProvider>().post('/v1/deals/:id/lift_hold', { config: { scope: 'approvals:decide' }, schema }, async request => {
    const { hold, approver_id, reason } = request.body;
    return act(ctx, request, { dealId: request.params.id, command: { name: 'lift_hold', body: { hold, approver_id: approver_id ?? null }, text: reason } });
  });
}

/** `doneAt`: the stage at which the deal has already been brought to that end, so that asking once more is no error. */
async function act(ctx: ApiContext, request: FastifyRequest, given: { dealId: string; command: RequestedCommand; doneAt?: string }): Promise<DealView> {
  const { deal } = await readDealHead(ctx.db, given.dealId);
  if (deal.closedAt === null || deal.stage !== given.doneAt) await giveCommand(ctx, request, { deal, command: given.command });
  return answerDeal(ctx, deal.id, { language: askedLanguage(request) });
}

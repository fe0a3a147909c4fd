import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readInvoice } from '../../../db/read/invoices.ts';
import { readReminderPolicyFor } from '../../../db/read/reminder-policies.ts';
import { addDays } from '../../../domain/calendar/iso-date.ts';
import { dateInZone, localInstant } from '../../../domain/calendar/zone.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { intervalId } from '../../../workflows/deal/ids.ts';
import type { ApiContext } from '../../context.ts';
import { commandIdOf } from '../../idempotency/idempotency.ts';
import { giveCommand } from '../../process/give-command.ts';
import { At, Id, Money, On, PositiveMoney } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { NextLetter } from '../../schemas/reminder.ts';
import { dealNow } from '../deals/deal-now.ts';
import { sumOn } from './sum-on.ts';

const PromiseBody = z.strictObject({ pay_on: On, amount: PositiveMoney.optional() }).meta({ id: 'PromiseRequest', examples: [{ pay_on: '2026-12-04', amount: { value: 5000000, currency: 'KZT' } }] });
const Promised = z.object({ object: z.literal('promise'), id: Id, invoice_id: Id, pay_on: On, amount: Money.nullable(), paused_until: At.nullable(), next_letter: NextLetter }).meta({ id: 'Promise' });

/** `POST /v1/invoices/{id}/promises`: reminders rest until the day and its grace are over (Q2C.md 6). */
export function registerPromises(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    tags: ['Reminders'],
    operationId: 'createPromise',
    summary: 'Note a promise to pay',
    params: z.strictObject({ id: Id }),
    body: PromiseBody,
    response: { 201: Promised, ...problems(404, 409, 422) },
  };
  app.withTypeProvider<ZodTypeProvider>().post('/v1/invoices/:id/promises', { config: { scope: 'reminders:write' }, schema }, async (request, reply) => {
    const { pay_on, amount } = request.body;
    const { invoice, deal, customer } = await readInvoice(ctx.db, request.params.id);
    const { graceDays } = (await readReminderPolicyFor(ctx.db, invoice.id)).policy;
    const today = dateInZone(dealNow(ctx, deal), customer.timeZone);
    if (pay_on < today) throw new RuleViolation('not_in_future', `A promise is for ${today} or a later day.`, { pointer: '#/pay_on' });
    const until = localInstant(addDays(pay_on, graceDays + 1), '00:00', customer.timeZone);
    const commandId = commandIdOf(request);
    const body = { invoice_id: invoice.id, pay_on, until, amount_minor: sumOn(amount, invoice.currency) };
    const { paused_until, next_letter } = await giveCommand(ctx, request, { deal, command: { name: 'promise_to_pay', body, commandId } });
    return reply.code(201).send({ object: 'promise' as const, id: intervalId('pro', invoice.dealId, commandId), invoice_id: invoice.id, pay_on, amount: amount ?? null, paused_until, next_letter });
  });
}

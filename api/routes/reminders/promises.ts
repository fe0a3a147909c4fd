import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { readInvoice } from '../../../db/read/invoices.ts';
import { withinReach } from '../../../db/read/next-letter.ts';
import { readReminderPolicyFor } from '../../../db/read/reminder-policies.ts';
import { addDays } from '../../../domain/calendar/iso-date.ts';
import { dateInZone, localInstant } from '../../../domain/calendar/zone.ts';
import { type ChaseLimits, chaseLimits } from '../../../domain/dunning/chase-limits.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { intervalId } from '../../../workflows/deal/ids.ts';
import type { ApiContext } from '../../context.ts';
import { commandIdOf } from '../../idempotency/idempotency.ts';
import { giveCommand } from '../../process/give-command.ts';
import { At, Id, Money, moneyOf, On, PositiveMoney } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { NextLetter } from '../../schemas/reminder.ts';
import { dealNow } from '../deals/deal-now.ts';
import { sumOn } from './sum-on.ts';

const Part = z.strictObject({ pay_on: On, amount: PositiveMoney });
const sample = { value: 5000000, currency: 'KZT' };
const PromiseBody = z
  .strictObject({ pay_on: On.optional(), amount: PositiveMoney.optional(), schedule: z.array(Part).min(2).max(12).optional() })
  .refine(({ pay_on, schedule }) => (pay_on === undefined) !== (schedule === undefined), { path: ['pay_on'], error: 'Name one day to pay on, or a schedule of several.' })
  .refine(({ amount, schedule }) => amount === undefined || schedule === undefined, { path: ['amount'], error: 'The parts of a schedule have sums of their own.' })
  .meta({
    id: 'PromiseRequest',
    examples: [
      { pay_on: '2026-12-04', amount: sample },
      {
        schedule: [
          { pay_on: '2026-12-04', amount: sample },
          { pay_on: '2026-12-18', amount: sample },
        ],
      },
    ],
  });
const PromisedPart = z.object({ id: Id, pay_on: On, amount: Money.nullable(), until: At });
const Promised = z
  .object({
    ...{ object: z.literal('promise'), id: Id, invoice_id: Id, pay_on: On, amount: Money.nullable() },
    schedule: z.array(PromisedPart).nullable().describe('The promises of a schedule, by their days; null for a single one.'),
    ...{ paused_until: At.nullable().describe('Null where a part is promised and the rest is chased.'), next_letter: NextLetter },
  })
  .meta({ id: 'Promise' });

/** `POST /v1/invoices/{id}/promises`: what is promised is not chased until its day and the grace are over (Q2C.md 6, DN12). */
export function registerPromises(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    tags: ['Reminders'],
    operationId: 'createPromise',
    summary: 'Note a promise to pay the whole or a part, or a schedule of several; it takes the place of the promise before',
    params: z.strictObject({ id: Id }),
    body: PromiseBody,
    response: { 201: Promised, ...problems(404, 409, 422) },
  };
  app.withTypeProvider<ZodTypeProvider>().post('/v1/invoices/:id/promises', { config: { scope: 'reminders:write' }, schema }, async (request, reply) => {
    const { invoice, deal, customer } = await readInvoice(ctx.db, request.params.id);
    const limits = chaseLimits(await readPolicy(ctx.db), (await readReminderPolicyFor(ctx.db, invoice.id)).policy);
    const parts = partsOf(request.body, { today: dateInZone(dealNow(ctx, deal), customer.timeZone), limits }).map(part => ({
      pay_on: part.pay_on,
      until: localInstant(addDays(part.pay_on, limits.graceDays + 1), '00:00', customer.timeZone),
      amount_minor: sumOn(part.amount, invoice.currency),
    }));
    const commandId = commandIdOf(request);
    const [first] = parts;
    const body = { invoice_id: invoice.id, ...(parts.length > 1 ? { schedule: parts } : first) };
    const { paused_until, next_letter: planned } = await giveCommand(ctx, request, { deal, command: { name: 'promise_to_pay', body, commandId } });
    const next_letter = await withinReach(ctx.db, planned);
    const id = intervalId('pro', invoice.dealId, commandId);
    const promised = parts.map(({ pay_on, until, amount_minor }, index) => ({
      id: parts.length > 1 ? `${id}_${index + 1}` : id,
      ...{ pay_on, until, amount: amount_minor === null ? null : moneyOf(amount_minor, invoice.currency) },
    }));
    const { pay_on, amount } = promised[0] ?? { pay_on: '', amount: null };
    return reply.code(201).send({ object: 'promise' as const, id, invoice_id: invoice.id, pay_on, amount, schedule: parts.length > 1 ? promised : null, paused_until, next_letter });
  });
}

/** The days asked for, the first first: none before the customer's today, none further ahead than the policy allows staff. */
function partsOf(body: z.output<typeof PromiseBody>, { today, limits }: { today: string; limits: ChaseLimits }): { pay_on: string; amount?: { value: number; currency: string } | undefined }[] {
  const parts = body.schedule?.toSorted((a, b) => (a.pay_on < b.pay_on ? -1 : 1)) ?? [{ pay_on: body.pay_on ?? '', amount: body.amount }];
  for (const { pay_on } of parts) {
    const pointer = body.schedule ? '#/schedule' : '#/pay_on';
    if (pay_on < today) throw new RuleViolation('not_in_future', `A promise is for ${today} or a later day.`, { pointer });
    if (pay_on > addDays(today, limits.promiseMaxDays))
      throw new RuleViolation('too_far_ahead', `A promise may lie at most ${limits.promiseMaxDays} days ahead.`, { pointer, max_days: limits.promiseMaxDays });
  }
  return parts;
}

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { readDispute } from '../../../db/read/disputes.ts';
import { readInvoice } from '../../../db/read/invoices.ts';
import type { ApiContext } from '../../context.ts';
import { giveCommand } from '../../process/give-command.ts';
import { At, Id, Money, moneyOf, PositiveMoney, Text } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { NextLetter } from '../../schemas/reminder.ts';
import { dealNow } from '../deals/deal-now.ts';
import { sumOn } from './sum-on.ts';

const tags = ['Reminders'];
const config = { scope: 'reminders:write' } as const;
const dayMs = 86_400_000;
/** The process refuses what lies further than the limit by its own clock, which may be a moment behind. */
const marginMs = 60_000;

const DisputeBody = z.strictObject({ amount: PositiveMoney.optional(), reason: Text }).meta({ id: 'DisputeRequest', examples: [{ reason: 'Недовоз: 2 насоса из 4' }] });
const Dispute = z
  .object({
    object: z.literal('dispute'),
    id: Id,
    invoice_id: Id,
    status: z.enum(['open', 'resolved']),
    amount: Money.nullable(),
    reason: z.string(),
    opened_at: At,
    ends_at: At,
    next_letter: NextLetter,
  })
  .meta({ id: 'Dispute' });

/** Disputes: the chase of an invoice stops until its dispute is resolved, or for as long as a pause may last (Q2C.md 6). */
export function registerDisputes(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const opening = {
    tags,
    operationId: 'createDispute',
    summary: 'Open a dispute; a second one of the same invoice answers the first',
    params: z.strictObject({ id: Id }),
    body: DisputeBody,
    response: { 201: Dispute, ...problems(404, 409, 422) },
  };
  api.post('/v1/invoices/:id/disputes', { config, schema: opening }, async (request, reply) => {
    const { invoice, deal } = await readInvoice(ctx.db, request.params.id);
    const { pauseMaxDays } = await readPolicy(ctx.db);
    const until = new Date(Date.parse(dealNow(ctx, deal)) + pauseMaxDays * dayMs - marginMs).toISOString();
    const body = { invoice_id: invoice.id, amount_minor: sumOn(request.body.amount, invoice.currency), until };
    const { next_letter } = await giveCommand(ctx, request, { deal, command: { name: 'dispute', body, text: request.body.reason } });
    return reply.code(201).send(await answerDispute(ctx, { invoiceId: invoice.id, currency: invoice.currency, disputeId: null, next_letter }));
  });
  const resolving = {
    tags,
    operationId: 'resolveDispute',
    summary: 'Resolve a dispute; the ladder goes on',
    params: z.strictObject({ id: Id, dispute_id: Id }),
    body: z.strictObject({}).nullish(),
    response: { 200: Dispute, ...problems(404, 409) },
  };
  api.post('/v1/invoices/:id/disputes/:dispute_id/resolve', { config, schema: resolving }, async request => {
    const { id, dispute_id: disputeId } = request.params;
    const { invoice, deal } = await readInvoice(ctx.db, id);
    const { endedAt } = await readDispute(ctx.db, { invoiceId: invoice.id, disputeId });
    const next_letter = endedAt === null ? (await giveCommand(ctx, request, { deal, command: { name: 'resolve_dispute', body: { dispute_id: disputeId } } })).next_letter : null;
    return answerDispute(ctx, { invoiceId: invoice.id, currency: invoice.currency, disputeId, next_letter });
  });
}

async function answerDispute(ctx: ApiContext, asked: { invoiceId: string; currency: string; disputeId: string | null; next_letter: z.output<typeof NextLetter> }): Promise<z.output<typeof Dispute>> {
  const { invoiceId, currency, disputeId, next_letter } = asked;
  const row = await readDispute(ctx.db, { invoiceId, disputeId });
  const amount = row.amountMinor === null ? null : moneyOf(row.amountMinor, currency);
  return {
    object: 'dispute',
    id: row.id,
    invoice_id: invoiceId,
    status: row.endedAt === null ? 'open' : 'resolved',
    amount,
    reason: row.reason,
    opened_at: row.fromAt,
    ends_at: row.endedAt ?? row.untilAt,
    next_letter,
  };
}

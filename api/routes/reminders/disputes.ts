import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type DisputeRow, readDispute } from '../../../db/read/disputes.ts';
import { type InvoiceRecord, readInvoice } from '../../../db/read/invoices.ts';
import { withinReach } from '../../../db/read/next-letter.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { keyOf } from '../../auth/identify.ts';
import type { ApiContext } from '../../context.ts';
import { giveCommand } from '../../process/give-command.ts';
import { deliverWithin, relayingOf } from '../../relay/relay.ts';
import { At, Id, Money, moneyOf, PositiveMoney, Text } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { NextLetter } from '../../schemas/reminder.ts';
import { writeCredit } from '../invoices/credit-invoice.ts';
import { sumOn } from './sum-on.ts';

const tags = ['Reminders'];
const config = { scope: 'reminders:write' } as const;
const outcomes = ['upheld', 'rejected'] as const;

const DisputeBody = z.strictObject({ amount: PositiveMoney.optional(), reason: Text }).meta({ id: 'DisputeRequest', examples: [{ reason: 'Недовоз: 2 насоса из 4' }] });
const Dispute = z
  .object({
    object: z.literal('dispute'),
    id: Id,
    invoice_id: Id,
    status: z.enum(['open', 'resolved']),
    outcome: z.enum(outcomes).nullable(),
    amount: Money.nullable().describe('The disputed part; null: all that is owed.'),
    reason: z.string(),
    opened_at: At,
    ends_at: At,
    next_letter: NextLetter,
  })
  .meta({ id: 'Dispute' });

const ResolveBody = z
  .strictObject({ outcome: z.enum(outcomes).optional() })
  .nullish()
  .meta({ id: 'ResolveRequest', examples: [{ outcome: 'upheld' }] });

/** Disputes: the chase of the disputed part stops until the dispute is resolved, or for as long as a pause may last (Q2C.md 6). */
export function registerDisputes(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const opening = {
    tags,
    operationId: 'createDispute',
    summary: 'Open a dispute of the whole or of a part; a second one of the same invoice answers the first',
    params: z.strictObject({ id: Id }),
    body: DisputeBody,
    response: { 201: Dispute, ...problems(404, 409, 422) },
  };
  api.post('/v1/invoices/:id/disputes', { config, schema: opening }, async (request, reply) => {
    const { invoice, deal } = await readInvoice(ctx.db, request.params.id);
    const body = { invoice_id: invoice.id, amount_minor: sumOn(request.body.amount, invoice.currency) };
    const { next_letter } = await giveCommand(ctx, request, { deal, command: { name: 'dispute', body, text: request.body.reason } });
    return reply.code(201).send(await answerDispute(ctx, { invoiceId: invoice.id, currency: invoice.currency, disputeId: null, next_letter }));
  });
  const resolving = {
    tags,
    operationId: 'resolveDispute',
    summary: 'Resolve a dispute: upheld, its sum is credited, for which the key needs invoices:write; rejected or without a word, the ladder goes on with all',
    params: z.strictObject({ id: Id, dispute_id: Id }),
    body: ResolveBody,
    response: { 200: Dispute, ...problems(403, 404, 409, 422) },
  };
  api.post('/v1/invoices/:id/disputes/:dispute_id/resolve', { config, schema: resolving }, async request => {
    const { id, dispute_id: disputeId } = request.params;
    const record = await readInvoice(ctx.db, id);
    const { invoice } = record;
    const dispute = await readDispute(ctx.db, { invoiceId: invoice.id, disputeId });
    const next_letter = dispute.endedAt === null ? await resolve(ctx, request, { record, dispute, outcome: request.body?.outcome ?? null }) : null;
    return answerDispute(ctx, { invoiceId: invoice.id, currency: invoice.currency, disputeId, next_letter });
  });
}

type Resolving = Readonly<{ record: InvoiceRecord; dispute: DisputeRow; outcome: (typeof outcomes)[number] | null }>;

/**
 * The credit note stands in the ledger before the chase goes on, so that no letter asks for a sum that is not owed. Repeated, it is the
 * same note. Where nothing is left to pay, the deal may have ended before it hears of the dispute.
 */
async function resolve(ctx: ApiContext, request: FastifyRequest, { record, dispute, outcome }: Resolving): Promise<z.output<typeof NextLetter>> {
  const { invoice, deal } = record;
  const credited = outcome === 'upheld' ? await creditDisputed(ctx, request, { record, dispute }) : [];
  const body = { dispute_id: dispute.id, invoice_id: invoice.id, ...(outcome === null ? {} : { outcome }) };
  const answer = await giveCommand(ctx, request, { deal, command: { name: 'resolve_dispute', body } }).catch((error: unknown) => {
    if (credited.length > 0 && error instanceof RuleViolation && error.code === 'wrong_stage') return null;
    throw error;
  });
  await deliverWithin(relayingOf(ctx), credited);
  const { invoice: after } = await readInvoice(ctx.db, invoice.id);
  return after.status === 'open' ? (answer?.next_letter ?? null) : null;
}

function creditDisputed(ctx: ApiContext, request: FastifyRequest, { record, dispute }: Omit<Resolving, 'outcome'>): Promise<string[]> {
  const scope = 'invoices:write';
  if (!keyOf(request).scopes.includes(scope)) throw new RuleViolation('forbidden', `A dispute that is upheld is credited; the key lacks the scope ${scope}.`, { scope });
  const { grossMinor, paidMinor, creditedMinor } = record.invoice;
  const amountMinor = dispute.amountMinor === null ? null : Math.min(dispute.amountMinor, grossMinor - paidMinor - creditedMinor);
  return writeCredit(ctx, request, { record, key: dispute.id, amountMinor, isVoid: false, reason: dispute.reason });
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
    outcome: row.outcome === 'upheld' || row.outcome === 'rejected' ? row.outcome : null,
    amount,
    reason: row.reason,
    opened_at: row.fromAt,
    ends_at: row.endedAt ?? row.untilAt,
    next_letter: await withinReach(ctx.db, next_letter),
  };
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type CreditOrder, creditInvoice } from '../../../db/money/credit-invoice.ts';
import { keepNote } from '../../../db/notes/keep-note.ts';
import { type InvoiceRecord, readInvoice } from '../../../db/read/invoices.ts';
import type { ApiContext } from '../../context.ts';
import { commandIdOf } from '../../idempotency/idempotency.ts';
import { deliverWithin, relayingOf } from '../../relay/relay.ts';
import { Invoice } from '../../schemas/invoice.ts';
import { Id, PositiveMoney, Text } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { sumOn } from '../reminders/sum-on.ts';
import { requestedBy } from '../requested-by.ts';
import { presentInvoice } from './present-invoice.ts';

const config = { scope: 'invoices:write' } as const;
const shared = { tags: ['Invoices'], params: z.strictObject({ id: Id }), response: { 200: Invoice, ...problems(404, 409, 422) } };
const CreditBody = z.strictObject({ amount: PositiveMoney, reason: Text }).meta({ id: 'CreditRequest', examples: [{ amount: { value: 4200000, currency: 'KZT' }, reason: 'Недовоз: 2 насоса из 4' }] });
const VoidBody = z.strictObject({ reason: Text }).meta({ id: 'VoidRequest', examples: [{ reason: 'Выставлен не тому покупателю' }] });

/** What takes a debt away without money: a credit note over a part of it, or over all of it with the invoice void (Q2C.md 4). */
export function registerCreditInvoice(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const crediting = { ...shared, operationId: 'creditInvoice', summary: 'Credit a part of what is owed, or all of it; reminders go on with the remainder', body: CreditBody };
  api.post('/v1/invoices/:id/credit', { config: { ...config, idempotency: 'required' }, schema: crediting }, async request => {
    const record = await readInvoice(ctx.db, request.params.id);
    const { amount, reason } = request.body;
    return credit(ctx, request, { record, key: commandIdOf(request), amountMinor: sumOn(amount, record.invoice.currency), isVoid: false, reason });
  });
  const voiding = { ...shared, operationId: 'voidInvoice', summary: 'Void an invoice on which no money stands; it keeps its number', body: VoidBody };
  api.post('/v1/invoices/:id/void', { config, schema: voiding }, async request => {
    const record = await readInvoice(ctx.db, request.params.id);
    return credit(ctx, request, { record, key: `void:${record.invoice.id}`, amountMinor: null, isVoid: true, reason: request.body.reason });
  });
}

type Credit = Omit<CreditOrder, 'invoiceId' | 'noteId'> & Readonly<{ record: InvoiceRecord }>;

async function credit(ctx: ApiContext, request: FastifyRequest, asked: Credit): Promise<z.output<typeof Invoice>> {
  await deliverWithin(relayingOf(ctx), await writeCredit(ctx, request, asked));
  return presentInvoice(await readInvoice(ctx.db, asked.record.invoice.id), ctx);
}

/** Writes the credit note into the ledger; what waits in the outbox is the deal's to hear. */
export async function writeCredit(ctx: ApiContext, request: FastifyRequest, { record, ...order }: Credit): Promise<string[]> {
  const actor = requestedBy(request),
    now = ctx.now().toISOString();
  const noteId = await keepNote(ctx.db, { commandId: `credit:${order.key}`, dealId: record.deal.id, text: order.reason, authorType: actor.type, authorId: actor.id, createdAt: now });
  return creditInvoice(ctx.pool, { ...order, invoiceId: record.invoice.id, noteId }, { actor, now });
}

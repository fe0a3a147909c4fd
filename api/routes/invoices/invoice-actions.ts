import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { askForLetter } from '../../../db/deals/ask-for-letter.ts';
import { type InvoiceRecord, readInvoice } from '../../../db/read/invoices.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { commandIdOf } from '../../idempotency/idempotency.ts';
import { giveCommand } from '../../process/give-command.ts';
import { Invoice } from '../../schemas/invoice.ts';
import { Id } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { dealNow } from '../deals/deal-now.ts';
import { changedBy } from '../requested-by.ts';
import { presentInvoice } from './present-invoice.ts';

const tags = ['Invoices'];
const config = { scope: 'invoices:write' } as const;
const params = z.strictObject({ id: Id });
const nothing = z.strictObject({}).nullish();

/** What finance does to an invoice: let it out of the review gate, send it once more. */
export function registerInvoiceActions(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const releasing = {
    tags,
    operationId: 'releaseInvoice',
    summary: 'Let an invoice out of the review gate, or try again after its requisites were corrected',
    params,
    body: nothing,
    response: { 200: Invoice, ...problems(404, 409) },
  };
  api.post('/v1/invoices/:id/release', { config, schema: releasing }, async request => {
    const { invoice, deal } = await readInvoice(ctx.db, request.params.id);
    await giveCommand(ctx, request, { deal, command: { name: 'release_invoice', body: { instalment: invoice.instalment } } });
    return presentInvoice(await readInvoice(ctx.db, invoice.id), ctx);
  });
  const sending = { tags, operationId: 'sendInvoice', summary: 'Send the letter with the invoice once more', params, body: nothing, response: { 202: Invoice, ...problems(404, 409, 422) } };
  api.post('/v1/invoices/:id/send', { config, schema: sending }, async (request, reply) => {
    const record = await readInvoice(ctx.db, request.params.id);
    const { invoice, deal, customer } = record;
    if (invoice.status !== 'open' || invoice.external) throw new RuleViolation('invoice_not_open', 'Only an open invoice that was issued here can be sent.', { status: invoice.status });
    refuseWithoutAddress(customer);
    const letter = { dealId: deal.id, letterKey: `send-${commandIdOf(request)}`, kind: 'invoice', subjectId: invoice.id, detail: null, toUserId: null, now: dealNow(ctx, deal) };
    await unitOfWork(ctx.pool, db => askForLetter(db, letter, changedBy(ctx, request)));
    return reply.code(202).send(await presentInvoice(record, ctx));
  });
}

/** A letter that cannot arrive is not promised: without a living address the customer's record is to be corrected first. */
function refuseWithoutAddress({ email, emailDeadReason }: InvoiceRecord['customer']): void {
  const pointer = 'customer.email';
  if (email === null) throw new RuleViolation('requisites_incomplete', 'The customer has no e-mail address.', { pointer });
  if (emailDeadReason !== null)
    throw new RuleViolation('requisites_incomplete', 'Letters to the customer’s address do not arrive; give the customer another one, then send.', { pointer, email_dead_reason: emailDeadReason });
}

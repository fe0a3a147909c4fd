import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readCustomer } from '../../../db/customers/customers.ts';
import type { DealRow } from '../../../db/deals/create-deal.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { readDealHead } from '../../../db/read/deal-record.ts';
import { readInvoice } from '../../../db/read/invoices.ts';
import type { Answer } from '../../../workflows/deal/messages.ts';
import type { ApiContext } from '../../context.ts';
import { giveCommand } from '../../process/give-command.ts';
import { Id } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { Pause, PauseBody } from '../../schemas/reminder.ts';
import { untilInstant } from './until.ts';
import { pauseWidely, resumeWidely } from './wide-pauses.ts';

const tags = ['Reminders'];
const config = { scope: 'reminders:write' } as const;
const params = z.strictObject({ id: Id });
const response = { 200: Pause, ...problems(404, 409, 422) };
const putSchema = (what: string) => ({ tags, operationId: `pause${what}Reminders`, summary: `Pause the reminders of ${nouns[what]}; the answer names the next letter`, body: PauseBody, response });
const deleteSchema = (what: string) => ({ tags, operationId: `resume${what}Reminders`, summary: `End the pause of ${nouns[what]} at once`, response });
const nouns: Readonly<Record<string, string>> = { Invoice: 'an invoice', Deal: 'a deal', Customer: 'a customer', Company: 'the whole company' };

/** Pauses of an invoice, a deal, a customer, the whole company; always with an end (Q2C.md 6). */
export function registerPauses(app: FastifyInstance, ctx: ApiContext): void {
  registerNarrow(app, ctx);
  registerWide(app, ctx);
}

function registerNarrow(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  api.put('/v1/invoices/:id/reminder_pause', { config, schema: { ...putSchema('Invoice'), params } }, async request => {
    const { invoice, deal, customer } = await readInvoice(ctx.db, request.params.id);
    return pause(ctx, request, { deal, invoiceId: invoice.id, until: untilInstant(request.body.until, customer.timeZone), reason: request.body.reason });
  });
  api.delete('/v1/invoices/:id/reminder_pause', { config, schema: { ...deleteSchema('Invoice'), params } }, async request => {
    const { invoice, deal } = await readInvoice(ctx.db, request.params.id);
    return resume(ctx, request, { deal, invoiceId: invoice.id });
  });
  api.put('/v1/deals/:id/reminder_pause', { config, schema: { ...putSchema('Deal'), params } }, async request => {
    const { deal, customerZone } = await readDealHead(ctx.db, request.params.id);
    return pause(ctx, request, { deal, invoiceId: null, until: untilInstant(request.body.until, customerZone), reason: request.body.reason });
  });
  api.delete('/v1/deals/:id/reminder_pause', { config, schema: { ...deleteSchema('Deal'), params } }, async request => {
    const { deal } = await readDealHead(ctx.db, request.params.id);
    return resume(ctx, request, { deal, invoiceId: null });
  });
}

function registerWide(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  api.put('/v1/customers/:id/reminder_pause', { config, schema: { ...putSchema('Customer'), params } }, async request => {
    const { id, timeZone } = await readCustomer(ctx.db, request.params.id);
    return pauseWidely(ctx, request, { scope: 'customer', scopeId: id, untilAt: untilInstant(request.body.until, timeZone), reason: request.body.reason });
  });
  api.delete('/v1/customers/:id/reminder_pause', { config, schema: { ...deleteSchema('Customer'), params } }, async request => {
    const { id } = await readCustomer(ctx.db, request.params.id);
    return resumeWidely(ctx, request, { scope: 'customer', scopeId: id });
  });
  api.put('/v1/company/reminder_pause', { config, schema: putSchema('Company') }, async request => {
    const { zone } = await readPolicy(ctx.db);
    return pauseWidely(ctx, request, { scope: 'company', scopeId: 'company', untilAt: untilInstant(request.body.until, zone), reason: request.body.reason });
  });
  api.delete('/v1/company/reminder_pause', { config, schema: deleteSchema('Company') }, async request => resumeWidely(ctx, request, { scope: 'company', scopeId: 'company' }));
}

type Narrow = Readonly<{ deal: DealRow; invoiceId: string | null }>;

async function pause(ctx: ApiContext, request: FastifyRequest, { deal, invoiceId, until, reason }: Narrow & { until: string; reason: string }): Promise<z.output<typeof Pause>> {
  const answer = await giveCommand(ctx, request, { deal, command: { name: 'pause_reminders', body: { invoice_id: invoiceId, until }, text: reason } });
  return presentAnswer(answer);
}

async function resume(ctx: ApiContext, request: FastifyRequest, { deal, invoiceId }: Narrow): Promise<z.output<typeof Pause>> {
  return presentAnswer(await giveCommand(ctx, request, { deal, command: { name: 'resume_reminders', body: { invoice_id: invoiceId } } }));
}

/** The process's own word on the pause and on the letter that leaves next. */
export function presentAnswer({ paused_until, next_letter }: Pick<Answer, 'paused_until' | 'next_letter'>): z.output<typeof Pause> {
  return { object: 'reminder_pause', paused_until, next_letter };
}

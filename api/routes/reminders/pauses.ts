import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readCustomer } from '../../../db/customers/customers.ts';
import type { DealRow } from '../../../db/deals/create-deal.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { readDealHead } from '../../../db/read/deal-record.ts';
import { readInvoice } from '../../../db/read/invoices.ts';
import { withinReach } from '../../../db/read/next-letter.ts';
import { type PauseRow, type PauseScope, readOpenPauses } from '../../../db/reminders/pause-ledger.ts';
import type { ApiContext } from '../../context.ts';
import { giveCommand } from '../../process/give-command.ts';
import { Id } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { Pause, PauseBody } from '../../schemas/reminder.ts';
import { dealNow } from '../deals/deal-now.ts';
import { isSamePause, presentPause } from './present-pause.ts';
import { untilInstant } from './until.ts';
import { pauseWidely, resumeWidely } from './wide-pauses.ts';

const tags = ['Reminders'];
const config = { scope: 'reminders:write' } as const;
const params = z.strictObject({ id: Id });
const response = { 200: Pause, ...problems(404, 409, 422) };
const putSchema = (what: string) => ({ tags, operationId: `pause${what}Reminders`, summary: `Pause the reminders of ${nouns[what]}; the answer names the next letter`, body: PauseBody, response });
const deleteSchema = (what: string) => ({ tags, operationId: `resume${what}Reminders`, summary: `End the pauses of ${nouns[what]} at once, those to come included`, response });
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
    return pause(ctx, request, { deal, invoiceId: invoice.id, ...spanOf(request.body, customer.timeZone) });
  });
  api.delete('/v1/invoices/:id/reminder_pause', { config, schema: { ...deleteSchema('Invoice'), params } }, async request => {
    const { invoice, deal } = await readInvoice(ctx.db, request.params.id);
    return resume(ctx, request, { deal, invoiceId: invoice.id });
  });
  api.put('/v1/deals/:id/reminder_pause', { config, schema: { ...putSchema('Deal'), params } }, async request => {
    const { deal, customerZone } = await readDealHead(ctx.db, request.params.id);
    return pause(ctx, request, { deal, invoiceId: null, ...spanOf(request.body, customerZone) });
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
    return pauseWidely(ctx, request, { scope: 'customer', scopeId: id, ...spanOf(request.body, timeZone) });
  });
  api.delete('/v1/customers/:id/reminder_pause', { config, schema: { ...deleteSchema('Customer'), params } }, async request => {
    const { id } = await readCustomer(ctx.db, request.params.id);
    return resumeWidely(ctx, request, { scope: 'customer', scopeId: id });
  });
  api.put('/v1/company/reminder_pause', { config, schema: putSchema('Company') }, async request => {
    const { zone } = await readPolicy(ctx.db);
    return pauseWidely(ctx, request, { scope: 'company', scopeId: 'company', ...spanOf(request.body, zone) });
  });
  api.delete('/v1/company/reminder_pause', { config, schema: deleteSchema('Company') }, async request => resumeWidely(ctx, request, { scope: 'company', scopeId: 'company' }));
}

/** Ends one pause of the ledger, whatever its scope. */
export async function endPause(ctx: ApiContext, request: FastifyRequest, { id, scope, scopeId }: PauseRow): Promise<z.output<typeof Pause>> {
  switch (scope) {
    case 'customer':
    case 'company':
      return resumeWidely(ctx, request, { scope, scopeId, pauseId: id });
    case 'invoice': {
      const { invoice, deal } = await readInvoice(ctx.db, scopeId);
      return resume(ctx, request, { deal, invoiceId: invoice.id, pauseId: id });
    }
    case 'deal': {
      const { deal } = await readDealHead(ctx.db, scopeId);
      return resume(ctx, request, { deal, invoiceId: null, pauseId: id });
    }
  }
}

type Narrow = Readonly<{ deal: DealRow; invoiceId: string | null }>;
type Span = Readonly<{ fromAt: string | null; untilAt: string; reason: string }>;

function spanOf({ from, until, reason }: z.output<typeof PauseBody>, zone: string): Span {
  return { fromAt: from === undefined ? null : untilInstant(from, zone), untilAt: untilInstant(until, zone), reason };
}

const scopeOf = ({ deal, invoiceId }: Narrow): PauseScope => (invoiceId === null ? { scope: 'deal', scopeId: deal.id } : { scope: 'invoice', scopeId: invoiceId });

/** The same again is the same interval: the process only plans anew and answers for it. */
async function pause(ctx: ApiContext, request: FastifyRequest, { deal, invoiceId, fromAt, untilAt, reason }: Narrow & Span): Promise<z.output<typeof Pause>> {
  const now = dealNow(ctx, deal);
  const known = await readOpenPauses(ctx.db, scopeOf({ deal, invoiceId }), now);
  const command = known.some(each => isSamePause(each, { fromAt, untilAt, reason, now }))
    ? { name: 'pauses_changed' as const, body: { invoice_id: invoiceId } }
    : { name: 'pause_reminders' as const, body: { invoice_id: invoiceId, until: untilAt, ...(fromAt === null ? {} : { from: fromAt }) }, text: reason };
  const { next_letter } = await giveCommand(ctx, request, { deal, command });
  return answer(ctx, { deal, invoiceId }, next_letter);
}

async function resume(ctx: ApiContext, request: FastifyRequest, { deal, invoiceId, pauseId }: Narrow & { pauseId?: string }): Promise<z.output<typeof Pause>> {
  const { next_letter } = await giveCommand(ctx, request, { deal, command: { name: 'resume_reminders', body: { invoice_id: invoiceId, ...(pauseId === undefined ? {} : { pause_id: pauseId }) } } });
  return answer(ctx, { deal, invoiceId }, next_letter);
}

async function answer(ctx: ApiContext, narrow: Narrow, next_letter: z.output<typeof Pause>['next_letter']): Promise<z.output<typeof Pause>> {
  return presentPause(await readOpenPauses(ctx.db, scopeOf(narrow), dealNow(ctx, narrow.deal)), await withinReach(ctx.db, next_letter));
}

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { listInvoices, readInvoice } from '../../../db/read/invoices.ts';
import type { ApiContext } from '../../context.ts';
import { Invoice, InvoiceStatus, InvoiceSummary } from '../../schemas/invoice.ts';
import { linkNext } from '../../schemas/link-next.ts';
import { Cursor, Flag, Limit, listOf, pageOf, readCursor } from '../../schemas/lists.ts';
import { Id, On } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { presentInvoice, presentInvoiceSummary } from './present-invoice.ts';

const tags = ['Invoices'];
const config = { scope: 'invoices:read' } as const;

/** Invoices to read: many by due date, one with its lines. */
export function registerReadInvoices(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const querystring = z.strictObject({ status: InvoiceStatus.optional(), overdue: Flag.optional(), customer_id: Id.optional(), due_before: On.optional(), cursor: Cursor.optional(), limit: Limit });
  const listing = { tags, operationId: 'listInvoices', summary: 'List invoices by due date', querystring, response: { 200: listOf(InvoiceSummary), ...problems() } };
  api.get('/v1/invoices', { config, schema: listing }, async (request, reply) => {
    const { status, overdue, customer_id: customerId, due_before: dueBefore, cursor, limit } = request.query;
    const rows = await listInvoices(ctx.db, { status, isOverdue: overdue, customerId, dueBefore, after: readCursor(cursor, ['on', 'id']), limit }, ctx.now().toISOString());
    return linkNext(request, reply, pageOf(rows, limit, { placeOf: ({ invoice }) => [invoice.dueOn ?? '9999-12-31', invoice.id], item: row => presentInvoiceSummary(row, ctx) }));
  });
  const one = { tags, operationId: 'getInvoice', summary: 'An invoice with its lines', params: z.strictObject({ id: Id }), response: { 200: Invoice, ...problems(404) } };
  api.get('/v1/invoices/:id', { config, schema: one }, async request => presentInvoice(await readInvoice(ctx.db, request.params.id), ctx));
}

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { allocatePayment } from '../../db/money/allocate-payment.ts';
import { findCandidates, findPayment, listPayments } from '../../db/money/read-payments.ts';
import { type PaymentOrder, recordPayment } from '../../db/money/record-payment.ts';
import { type Aside, setPaymentAside } from '../../db/money/set-payment-aside.ts';
import { unallocatePayment } from '../../db/money/unallocate-payment.ts';
import { checkIban } from '../../domain/identifiers/iban.ts';
import { checkTaxId } from '../../domain/identifiers/tax-id.ts';
import type { ApiContext } from '../context.ts';
import { deliverWithin, relayingOf } from '../relay/relay.ts';
import { Cursor, Limit, listOf, pageOf, readCursor } from '../schemas/lists.ts';
import { Id } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { at } from './deals/read-customer.ts';
import { allocateBody, Candidates, creditBody, ignoreBody, Payment, paymentBody, presentCandidates, presentPayment, unallocateBody } from './payment-shapes.ts';
import { requestedBy } from './requested-by.ts';

const reads = { scope: 'payments:read' } as const,
  writes = { scope: 'payments:write' } as const;
const tags = ['Money'];
const params = z.strictObject({ id: Id });

/** Payments: typed in or sent by a machine, placed on invoices, taken back, set aside (API.md, Money). An answer comes when the deals have been told, or after three seconds. */
export function registerPayments(app: FastifyInstance, ctx: ApiContext): void {
  registerRecording(app, ctx);
  registerReading(app, ctx);
  registerDecisions(app, ctx);
}

function registerRecording(app: FastifyInstance, ctx: ApiContext): void {
  const summary = 'Record a payment; it is placed by itself where the evidence suffices';
  app
    .withTypeProvider<ZodTypeProvider>()
    .post(
      '/v1/payments',
      { config: { ...writes, idempotency: 'required' }, schema: { tags, summary, body: paymentBody, response: { 200: Payment, 201: Payment, ...problems(409, 422) } } },
      async (request, reply) => {
        const { paymentId, repeated, outboxIds } = await recordPayment(ctx.pool, orderOf(request.body), { actor: requestedBy(request), now: ctx.now().toISOString() });
        await deliverWithin(relayingOf(ctx), outboxIds);
        return reply
          .code(repeated ? 200 : 201)
          .header('location', `/v1/payments/${paymentId}`)
          .send(presentPayment(await findPayment(ctx.db, paymentId)));
      },
    );
}

function orderOf({ external_id, amount, received_on, payer, purpose, account_id }: z.output<typeof paymentBody>): PaymentOrder {
  const taxId = payer.tax_id === undefined ? undefined : at('#/payer/tax_id', () => checkTaxId({ type: 'kz_bin', value: payer.tax_id ?? '' }).value);
  const iban = payer.iban === undefined ? undefined : at('#/payer/iban', () => checkIban(payer.iban ?? '').iban);
  return {
    externalId: external_id,
    amountMinor: amount.value,
    currency: amount.currency,
    receivedOn: received_on,
    payer: { ...(payer.name && { name: payer.name }), ...(taxId && { taxId }), ...(iban && { iban }) },
    purpose,
    accountId: account_id ?? null,
  };
}

function registerReading(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const querystring = z.strictObject({ status: z.enum(['allocated', 'to_review', 'credited', 'ignored']).optional(), cursor: Cursor.optional(), limit: Limit });
  api.get(
    '/v1/payments',
    { config: reads, schema: { tags, summary: 'List payments, the newest first', querystring, response: { 200: listOf(Payment), ...problems() } } },
    async ({ query: { status, cursor, limit } }, reply) => {
      const [receivedOn, id] = readCursor(cursor, ['on', 'id']) ?? [],
        after = receivedOn && id ? { receivedOn, id } : null;
      const rows = await listPayments(ctx.db, { status: status ?? null, after, limit: limit + 1 });
      const page = pageOf(rows, limit, { placeOf: row => [row.receivedOn, row.id], item: presentPayment });
      if (page.next_cursor) reply.header('link', `</v1/payments?${new URLSearchParams({ ...(status && { status }), limit: String(limit), cursor: page.next_cursor })}>; rel="next"`);
      return page;
    },
  );
  api.get('/v1/payments/:id', { config: reads, schema: { tags, summary: 'A payment and where it stands', params, response: { 200: Payment, ...problems(404) } } }, async ({ params: { id } }) =>
    presentPayment(await findPayment(ctx.db, id)),
  );
  api.get(
    '/v1/payments/:id/candidates',
    { config: reads, schema: { tags, summary: 'Invoices that the payment may belong to, ranked, with the evidence for each', params, response: { 200: Candidates, ...problems(404) } } },
    async ({ params: { id } }) => presentCandidates(await findCandidates(ctx.db, id)),
  );
}

function registerDecisions(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>(),
    response = { 200: Payment, ...problems(404, 409, 422) };
  const answer = async (paymentId: string, outboxIds: readonly string[] = []) => {
    await deliverWithin(relayingOf(ctx), outboxIds);
    return presentPayment(await findPayment(ctx.db, paymentId));
  };
  api.post('/v1/payments/:id/allocate', { config: writes, schema: { tags, summary: 'Place a payment on one or several invoices', params, body: allocateBody, response } }, async request => {
    const shares = request.body.allocations.map(({ invoice_id, amount }) => ({ invoiceId: invoice_id, amountMinor: amount.value, currency: amount.currency }));
    const paymentId = request.params.id;
    return answer(paymentId, await allocatePayment(ctx.pool, { paymentId, shares }, { actor: requestedBy(request), now: ctx.now().toISOString() }));
  });
  api.post(
    '/v1/payments/:id/unallocate',
    { config: writes, schema: { tags, summary: 'Take a payment back from its invoices, or from some of them', params, body: unallocateBody, response } },
    async request => {
      const paymentId = request.params.id,
        allocationIds = request.body.allocation_ids ?? null;
      return answer(paymentId, await unallocatePayment(ctx.pool, { paymentId, allocationIds }, { actor: requestedBy(request), now: ctx.now().toISOString() }));
    },
  );
  const setAside = async (request: Parameters<typeof requestedBy>[0], aside: { paymentId: string; as: Aside; reason: string | null }) => {
    await setPaymentAside(ctx.pool, aside, { actor: requestedBy(request), now: ctx.now().toISOString() });
    return answer(aside.paymentId);
  };
  api.post('/v1/payments/:id/credit', { config: writes, schema: { tags, summary: "Keep the rest of a payment as the customer's credit", params, body: creditBody, response } }, async request =>
    setAside(request, { paymentId: request.params.id, as: 'credited', reason: request.body.reason ?? null }),
  );
  api.post('/v1/payments/:id/ignore', { config: writes, schema: { tags, summary: 'Say that the rest of a payment pays no invoice, and why', params, body: ignoreBody, response } }, async request =>
    setAside(request, { paymentId: request.params.id, as: 'ignored', reason: request.body.reason }),
  );
}

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { By } from '../../db/changes/record-change.ts';
import { type CustomerChange, changeCustomer, listCustomers, readCustomer } from '../../db/customers/customers.ts';
import type { CustomerRow } from '../../db/customers/keep-customer.ts';
import { tellOfAddress } from '../../db/delivery/tell-of-address.ts';
import { chooseAnew } from '../../db/reminders/choose-anew.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import { checkBic } from '../../domain/identifiers/bic.ts';
import { checkIban } from '../../domain/identifiers/iban.ts';
import type { ApiContext } from '../context.ts';
import { commandIdOf } from '../idempotency/idempotency.ts';
import { deliverWithin, relayingOf } from '../relay/relay.ts';
import { linkNext } from '../schemas/link-next.ts';
import { Cursor, Limit, listOf, pageOf, readCursor } from '../schemas/lists.ts';
import { At, Email, Id, Language, ShortText, TimeZone } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { at } from './deals/read-customer.ts';
import { changedBy } from './requested-by.ts';

const tags = ['Customers'];
const params = z.strictObject({ id: Id });
const Segment = z.enum(['corporate', 'retail', 'state']);

const Customer = z
  .object({
    ...{ object: z.literal('customer'), id: Id, external_id: z.string().nullable(), name: z.string(), kind: z.string(), tax_id: z.object({ type: z.string(), value: z.string() }).nullable() },
    ...{ email: z.string().nullable(), email_dead_reason: z.string().nullable(), phone: z.string().nullable(), contact_name: z.string().nullable(), address: z.string().nullable() },
    ...{
      time_zone: z.string(),
      language: Language,
      segment: Segment,
      bank: z.object({ iban: z.string(), bic: z.string().nullable() }).nullable(),
      credit_limit_minor: z.int().nullable(),
      courtesy_stopped_at: At.nullable().describe('Since when the customer gets no reminders before the due date, by their own wish; notices of a debt go on.'),
      courtesy_stopped_via: z.enum(['one_click', 'page']).nullable(),
      created_at: At,
    },
  })
  .meta({ id: 'Customer' });

const CustomerPatch = z
  .strictObject({
    ...{ name: ShortText.optional(), email: Email.nullable().optional(), phone: z.string().trim().min(3).max(40).nullable().optional(), contact_name: ShortText.nullable().optional() },
    ...{ address: z.string().trim().min(1).max(500).nullable().optional(), time_zone: TimeZone.optional(), language: Language.optional(), segment: Segment.optional() },
    bank: z
      .strictObject({ iban: z.string().max(50), bic: z.string().max(20).optional() })
      .nullable()
      .optional(),
    credit_limit_minor: z.int().min(0).nullable().optional(),
  })
  .meta({ id: 'CustomerChange', examples: [{ email: 'new@romashka.kz' }] });

/** Customers: to find, and to correct what letters and documents need. The tax id is what a customer is known by and stays. */
export function registerCustomers(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const querystring = z.strictObject({ q: z.string().trim().min(1).max(100).optional(), cursor: Cursor.optional(), limit: Limit });
  api.get(
    '/v1/customers',
    { config: { scope: 'deals:read' }, schema: { tags, operationId: 'listCustomers', summary: 'List customers, the newest first', querystring, response: { 200: listOf(Customer), ...problems() } } },
    async (request, reply) => {
      const { q, cursor, limit } = request.query;
      const rows = await listCustomers(ctx.db, { q, after: readCursor(cursor, ['at', 'id']), limit });
      return linkNext(request, reply, pageOf(rows, limit, { placeOf: row => [row.createdAt, row.id], item: presentCustomer }));
    },
  );
  api.get(
    '/v1/customers/:id',
    { config: { scope: 'deals:read' }, schema: { tags, operationId: 'getCustomer', summary: 'One customer', params, response: { 200: Customer, ...problems(404) } } },
    async request => presentCustomer(await readCustomer(ctx.db, request.params.id)),
  );
  api.patch(
    '/v1/customers/:id',
    {
      config: { scope: 'deals:write' },
      schema: {
        tags,
        operationId: 'changeCustomer',
        summary: 'Correct a customer’s particulars; with another address its deals go on writing',
        params,
        body: CustomerPatch,
        response: { 200: Customer, ...problems(404, 422) },
      },
    },
    async request => {
      const change = readChange(request.body);
      const changing = { change, by: changedBy(ctx, request), commandId: commandIdOf(request) };
      const { row, outboxIds } = await unitOfWork(ctx.pool, db => changeAndTell(db, request.params.id, changing));
      await deliverWithin(relayingOf(ctx), outboxIds);
      return presentCustomer(row);
    },
  );
}

type Changing = Readonly<{ change: CustomerChange; by: By; commandId: string }>;

/** Another segment may mean another reminder policy, from the next rung of every open invoice on (DN10); another address lets held letters go. */
async function changeAndTell(db: Db, customerId: string, { change, by, commandId }: Changing): Promise<{ row: CustomerRow; outboxIds: string[] }> {
  const { row, hasNewAddress } = await changeCustomer(db, customerId, { change, by });
  if (change.segment !== undefined) await chooseAnew(db, { customerId, ...by, commandId });
  return { row, outboxIds: hasNewAddress ? await tellOfAddress(db, { customerId, ...by, commandId }) : [] };
}

function readChange(body: z.output<typeof CustomerPatch>): CustomerChange {
  const { contact_name: contactName, time_zone: timeZone, credit_limit_minor: creditLimitMinor, bank, ...same } = body;
  const given = Object.entries({ ...same, contactName, timeZone, creditLimitMinor }).filter(([, value]) => value !== undefined);
  const account =
    bank === undefined
      ? {}
      : bank === null
        ? { iban: null, bic: null }
        : { iban: at('#/bank/iban', () => checkIban(bank.iban).iban), bic: bank.bic === undefined ? null : at('#/bank/bic', () => checkBic(bank.bic ?? '')) };
  return { ...Object.fromEntries(given), ...account };
}

function presentCustomer(row: CustomerRow): z.output<typeof Customer> {
  return {
    ...{ object: 'customer', id: row.id, external_id: row.externalId, name: row.name, kind: row.kind, tax_id: row.taxId === null ? null : { type: row.taxIdType ?? 'kz_bin', value: row.taxId } },
    ...{ email: row.email, email_dead_reason: row.emailDeadReason, phone: row.phone, contact_name: row.contactName, address: row.address, time_zone: row.timeZone, language: row.language },
    ...{ segment: row.segment, bank: row.iban === null ? null : { iban: row.iban, bic: row.bic }, credit_limit_minor: row.creditLimitMinor, created_at: row.createdAt },
    ...{ courtesy_stopped_at: row.courtesyStoppedAt, courtesy_stopped_via: row.courtesyStoppedVia },
  };
}

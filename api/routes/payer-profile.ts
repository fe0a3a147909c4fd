import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readCustomer } from '../../db/customers/customers.ts';
import { decidePayerType } from '../../db/payers/decide-payer-type.ts';
import { readPayerProfile } from '../../db/payers/read-payer-profile.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { payerTypes } from '../../domain/dunning/policy.ts';
import type { Language as LanguageCode } from '../../templates/language/language.ts';
import { payerReasonInWords, termsInWords } from '../../templates/payers/payer-words.ts';
import type { ApiContext } from '../context.ts';
import { commandIdOf } from '../idempotency/idempotency.ts';
import { askedLanguage } from '../schemas/asked-language.ts';
import { At, Id, Language, ShortText } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { changedBy } from './requested-by.ts';

const tags = ['Customers'];
const PayerType = z.enum(payerTypes).nullable();
const Profile = z
  .object({
    ...{ object: z.literal('payer_profile'), customer_id: Id, as_of: At, payer_type: PayerType },
    decided: z
      .object({ by: z.object({ type: z.string(), id: z.string() }), at: At, reason: z.string() })
      .nullable()
      .describe('Who decided the type last, and why; null where nobody has.'),
    suggestion: z.object({
      payer_type: PayerType,
      reasons: z.array(z.object({ code: z.string(), text: z.string() })),
      terms: z.object({ code: z.enum(['shorter_credit', 'prepay_with_discount', 'prepay', 'stop_credit']), text: z.string() }).nullable(),
    }),
    figures: z
      .object({ months: z.int(), invoices: z.int(), paid: z.int(), median_days_late: z.int().nullable(), unpaid_overdue: z.int(), broken_promises: z.int(), written_off: z.int() })
      .describe('Of the last months, and whatever is unpaid from before. `median_days_late` is of paid invoices, negative where they come early.'),
  })
  .meta({ id: 'PayerProfile' });
const Decision = z
  .strictObject({ payer_type: PayerType, reason: ShortText })
  .meta({ id: 'PayerTypeRequest', examples: [{ payer_type: 'chronic', reason: 'Третий счёт подряд с опозданием, платит всегда.' }] });

/** How a customer pays, with the type that history speaks for and its reasons (SG1); a person decides, and the ladder follows (SG2, SG3). */
export function registerPayerProfile(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const params = z.strictObject({ id: Id }),
    querystring = z.strictObject({ language: Language.optional() }),
    response = { 200: Profile, ...problems(404, 422) };
  const reading = { tags, operationId: 'getPayerProfile', summary: 'How a customer pays, and the payer type proposed', params, querystring, response };
  api.get('/v1/customers/:id/payer_profile', { config: { scope: 'invoices:read' }, schema: reading }, request => profileOf(ctx, request.params.id, askedLanguage(request, request.query.language)));
  const deciding = { tags, operationId: 'decidePayerType', summary: 'Decide how a customer pays', params, querystring, body: Decision, response };
  api.put('/v1/customers/:id/payer_type', { config: { scope: 'deals:write' }, schema: deciding }, async request => {
    const { payer_type: payerType, reason } = request.body;
    await unitOfWork(ctx.pool, db => decidePayerType(db, { customerId: request.params.id, payerType, reason, by: changedBy(ctx, request), commandId: commandIdOf(request) }));
    return profileOf(ctx, request.params.id, askedLanguage(request, request.query.language));
  });
}

async function profileOf(ctx: ApiContext, customerId: string, language: LanguageCode): Promise<z.output<typeof Profile>> {
  const row = await readCustomer(ctx.db, customerId);
  const now = ctx.now().toISOString();
  const { type, decided, proposed, figures } = await readPayerProfile(ctx.db, row, now);
  const { terms } = proposed;
  return {
    ...{ object: 'payer_profile', customer_id: row.id, as_of: now, payer_type: type },
    decided: decided && { by: { type: decided.actor.type, id: decided.actor.id }, at: decided.at, reason: decided.reason },
    suggestion: {
      payer_type: proposed.type,
      reasons: proposed.reasons.map(reason => ({ code: reason.code, text: payerReasonInWords(reason, language) })),
      terms: terms && { code: terms, text: termsInWords(terms, language) },
    },
    figures: {
      ...{ months: figures.months, invoices: figures.invoices, paid: figures.paid, median_days_late: figures.medianDaysLate },
      ...{ unpaid_overdue: figures.unpaidOverdue, broken_promises: figures.brokenPromises, written_off: figures.writtenOff },
    },
  };
}

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readCustomer } from '../../../db/customers/customers.ts';
import { readPoliciesInForce } from '../../../db/read/reminder-policies.ts';
import { chooseReminderPolicy } from '../../../domain/dunning/choose-reminder-policy.ts';
import { choiceInWords } from '../../../templates/reminders/for-whom.ts';
import type { ApiContext } from '../../context.ts';
import { askedLanguage } from '../../schemas/asked-language.ts';
import { Id, Language } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { ReminderPolicyChoice } from '../../schemas/reminder-policy.ts';

/** `GET /v1/customers/{id}/reminder_policy`: the policy of the next invoice of a customer, and why it is that one. */
export function registerCustomerPolicy(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    ...{ tags: ['Reminder policies'], operationId: 'getCustomerReminderPolicy', summary: 'Which reminder policy is chosen for a customer, and why' },
    ...{ params: z.strictObject({ id: Id }), querystring: z.strictObject({ language: Language.optional() }), response: { 200: ReminderPolicyChoice, ...problems(404) } },
  };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/customers/:id/reminder_policy', { config: { scope: 'invoices:read' }, schema }, async request => {
    const { id, segment, payerType } = await readCustomer(ctx.db, request.params.id);
    const inForce = await readPoliciesInForce(ctx.db);
    const claiming = inForce.map(({ policyId, policy }) => ({ policyId, appliesTo: policy.appliesTo }));
    const { policyId, reason } = chooseReminderPolicy(claiming, { segment, payerType });
    const version = inForce.find(each => each.policyId === policyId)?.version ?? 0;
    const text = choiceInWords({ reason, segment, payerType }, askedLanguage(request, request.query.language));
    return { object: 'reminder_policy_choice' as const, customer_id: id, policy_id: policyId, version, reason, segment, payer_type: payerType, text };
  });
}

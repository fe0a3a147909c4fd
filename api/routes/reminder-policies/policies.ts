import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readPoliciesInForce, readPolicyInForce, readPolicyVersions } from '../../../db/read/reminder-policies.ts';
import { changeReminderPolicy } from '../../../db/reminders/change-reminder-policy.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { askedLanguage } from '../../schemas/asked-language.ts';
import { ifMatch } from '../../schemas/if-match.ts';
import { listOf, wholeList } from '../../schemas/lists.ts';
import { Language } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { PolicyId, ReminderPolicyBody, ReminderPolicyShape } from '../../schemas/reminder-policy.ts';
import { requestedBy } from '../requested-by.ts';
import { presentPolicy } from './present-policy.ts';
import { readPolicyBody } from './read-policy-body.ts';

const tags = ['Reminder policies'];
const params = z.strictObject({ id: PolicyId });
const told = { language: Language.optional() };

/** Reminder policies: how letters go to whom, to read in words and to save as the next version. A saved one plans new invoices; open ones are moved by an adoption. */
export function registerReminderPolicies(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const listing = {
    tags,
    operationId: 'listReminderPolicies',
    summary: 'The reminder policies in force, the default one first',
    querystring: z.strictObject(told),
    response: { 200: listOf(ReminderPolicyShape), ...problems() },
  };
  api.get('/v1/reminder_policies', { config: { scope: 'invoices:read' }, schema: listing }, async request => {
    const language = askedLanguage(request, request.query.language);
    const inForce = await readPoliciesInForce(ctx.db);
    return wholeList(await Promise.all(inForce.map(each => presentPolicy(ctx, each, { inForce: each.version, language }))));
  });
  const querystring = z.strictObject({ ...told, version: z.coerce.number().int().min(0).optional() });
  const reading = {
    tags,
    operationId: 'getReminderPolicy',
    summary: 'A reminder policy, its ladder in words with example dates',
    params,
    querystring,
    response: { 200: ReminderPolicyShape, ...problems(404) },
  };
  api.get('/v1/reminder_policies/:id', { config: { scope: 'invoices:read' }, schema: reading }, async (request, reply) => {
    const { id } = request.params,
      { version } = request.query;
    const inForce = await readPolicyInForce(ctx.db, id);
    const asked = version === undefined || version === inForce.version ? inForce : (await readPolicyVersions(ctx.db, [{ policyId: id, version }])).find(each => each.policyId === id);
    if (!asked) throw new RuleViolation('not_found', `The reminder policy ${id} has no version ${version}.`);
    return reply.header('etag', `"${inForce.version}"`).send(await presentPolicy(ctx, asked, { inForce: inForce.version, language: askedLanguage(request, request.query.language) }));
  });
  const replacing = {
    ...{ tags, operationId: 'putReminderPolicy', summary: 'Save a reminder policy as its next version; `If-Match: "0"` makes a new policy', params, querystring: z.strictObject(told) },
    ...{ body: ReminderPolicyBody, response: { 200: ReminderPolicyShape, ...problems(412, 428) } },
  };
  api.put('/v1/reminder_policies/:id', { config: { scope: 'admin' }, schema: replacing }, async (request, reply) => {
    const change = { policyId: request.params.id, version: ifMatch(request), policy: readPolicyBody(request.body), actor: requestedBy(request), now: ctx.now().toISOString() };
    const saved = await unitOfWork(ctx.pool, db => changeReminderPolicy(db, change));
    return reply.header('etag', `"${saved.version}"`).send(await presentPolicy(ctx, saved, { inForce: saved.version, language: askedLanguage(request, request.query.language) }));
  });
}

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readPoliciesInForce } from '../../../db/read/reminder-policies.ts';
import { type AdoptionRow, adoptReminderPolicy, readAdoption, readProgress } from '../../../db/reminders/adopt-reminder-policy.ts';
import { pointed } from '../../../db/reminders/change-reminder-policy.ts';
import { previewAdoption } from '../../../db/reminders/preview-adoption.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { checkReminderPolicy } from '../../../domain/dunning/check-reminder-policy.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { commandIdOf } from '../../idempotency/idempotency.ts';
import { deliverWithin, relayingOf } from '../../relay/relay.ts';
import { linkNext } from '../../schemas/link-next.ts';
import { Cursor, Limit, pageOf, readCursor } from '../../schemas/lists.ts';
import { Id } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { AdoptBody, Adoption, PolicyId, PreviewBody, ReminderPolicyPreview } from '../../schemas/reminder-policy.ts';
import { dealNow } from '../deals/deal-now.ts';
import { requestedBy } from '../requested-by.ts';
import { presentChangedDeal } from './present-preview.ts';
import { readPolicyBody } from './read-policy-body.ts';

const tags = ['Reminder policies'];
const params = z.strictObject({ id: PolicyId });

/** What a policy would do to open invoices, and the adoption that does it: one transaction, then each deal plans anew, through any crash (Q2C.md 6). */
export function registerReminderAdoptions(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const previewing = {
    ...{ tags, operationId: 'previewReminderPolicy', summary: 'What a policy would change: letters that move, go today, vanish or appear, by deal', params },
    ...{ querystring: z.strictObject({ cursor: Cursor.optional(), limit: Limit }), body: PreviewBody, response: { 200: ReminderPolicyPreview, ...problems(404) } },
  };
  api.post('/v1/reminder_policies/:id/preview', { config: { scope: 'invoices:read', idempotency: 'never' }, schema: previewing }, async (request, reply) => {
    const { id } = request.params,
      { cursor, limit } = request.query,
      { policy: body, adopt } = request.body;
    const inForce = await readPoliciesInForce(ctx.db);
    const saved = inForce.find(each => each.policyId === id);
    if (!saved && !body) throw new RuleViolation('not_found', `There is no reminder policy ${id}.`);
    const policy = body ? readPolicyBody(body) : saved?.policy;
    if (!policy) throw new RuleViolation('not_found', `There is no reminder policy ${id}.`);
    const version = (saved?.version ?? 0) + (body ? 1 : 0);
    const found = checkReminderPolicy(policy, { policyId: id, others: inForce.map(each => ({ policyId: each.policyId, appliesTo: each.policy.appliesTo })) });
    const { invoices, changed, difference } = await previewAdoption(ctx.db, { next: { policyId: id, version, policy }, scope: adopt, inForce }, deal => dealNow(ctx, deal));
    const deals = [...Map.groupBy(changed, each => each.row.dealId)];
    const [after = ''] = readCursor(cursor, ['id']) ?? [];
    const rest = deals.filter(([dealId]) => dealId > after);
    const page = linkNext(request, reply, pageOf(rest.slice(0, limit + 1), limit, { placeOf: ([dealId]) => [dealId], item: ([dealId, theirs]) => presentChangedDeal(dealId, theirs) }));
    const { lettersMoved: moved, lettersToday: fire_today, lettersVanishing: vanish, lettersAppearing: appear, endsMoved: ends_moved } = difference;
    const summary = { invoices, deals_changed: deals.length, letters: { moved, fire_today, vanish, appear }, ends_moved, problems: found.map(pointed) };
    return { ...page, object: 'reminder_policy_preview' as const, policy_id: id, adopt, ...summary };
  });
  const adopting = { tags, operationId: 'adoptReminderPolicy', summary: 'Have open invoices take the version in force', params, body: AdoptBody, response: { 202: Adoption, ...problems(404, 412) } };
  api.post('/v1/reminder_policies/:id/adopt', { config: { scope: 'admin' }, schema: adopting }, async (request, reply) => {
    const { version, scope } = request.body;
    const order = { policyId: request.params.id, version, scope, actor: requestedBy(request), commandId: commandIdOf(request), now: ctx.now().toISOString() };
    const { outboxIds, ...row } = await unitOfWork(ctx.pool, db => adoptReminderPolicy(db, order));
    // A few deals have planned anew before the answer; the relay brings it to the others, however long that takes.
    await deliverWithin(relayingOf(ctx), outboxIds.slice(0, toldAtOnce));
    return reply.code(202).header('location', `/v1/reminder_policies/${row.policyId}/adoptions/${row.id}`).send(await presentAdoption(ctx, row));
  });
  const following = {
    ...{ tags, operationId: 'getReminderPolicyAdoption', summary: 'How far an adoption has come', params: z.strictObject({ id: PolicyId, adoption_id: Id }) },
    response: { 200: Adoption, ...problems(404) },
  };
  api.get('/v1/reminder_policies/:id/adoptions/:adoption_id', { config: { scope: 'invoices:read' }, schema: following }, async request =>
    presentAdoption(ctx, await readAdoption(ctx.db, request.params.id, request.params.adoption_id)),
  );
}

const toldAtOnce = 20;

async function presentAdoption(ctx: ApiContext, row: AdoptionRow): Promise<z.output<typeof Adoption>> {
  const { id, policyId, version, scope, createdAt, authorType, authorId, invoices } = row;
  const progress = await readProgress(ctx.db, row);
  return { object: 'reminder_policy_adoption', id, policy_id: policyId, version, scope, created_at: createdAt, author: { type: authorType, id: authorId }, invoices, ...progress };
}

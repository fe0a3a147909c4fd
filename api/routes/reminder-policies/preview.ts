import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type PolicyVersion, readPoliciesInForce } from '../../../db/read/reminder-policies.ts';
import { pointed } from '../../../db/reminders/change-reminder-policy.ts';
import { readChangedDeals } from '../../../db/reminders/preview-adoption.ts';
import { checkReminderPolicy } from '../../../domain/dunning/check-reminder-policy.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { linkNext } from '../../schemas/link-next.ts';
import { Cursor, Limit, pageOf, readCursor } from '../../schemas/lists.ts';
import { problems } from '../../schemas/problem.ts';
import { PolicyId, PreviewBody, ReminderPolicyPreview } from '../../schemas/reminder-policy.ts';
import { dealNow } from '../deals/deal-now.ts';
import { keptCounts } from './kept-counts.ts';
import { presentChangedDeal } from './present-preview.ts';
import { readPolicyBody } from './read-policy-body.ts';

/** `POST …/preview`: what a policy, saved or not yet, would do to open invoices if it were adopted. Nothing is written. */
export function registerReminderPreview(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    ...{ tags: ['Reminder policies'], operationId: 'previewReminderPolicy', summary: 'What a policy would change: letters that move, go today, vanish or appear, by deal' },
    ...{ params: z.strictObject({ id: PolicyId }), querystring: z.strictObject({ cursor: Cursor.optional(), limit: Limit }), body: PreviewBody },
    response: { 200: ReminderPolicyPreview, ...problems(404) },
  };
  app.withTypeProvider<ZodTypeProvider>().post('/v1/reminder_policies/:id/preview', { config: { scope: 'invoices:read', idempotency: 'never' }, schema }, async (request, reply) => {
    const { id } = request.params,
      { cursor, limit } = request.query,
      { policy: body, adopt } = request.body;
    const inForce = await readPoliciesInForce(ctx.db);
    const next = nextVersion(id, { saved: inForce.find(each => each.policyId === id), body });
    const found = checkReminderPolicy(next.policy, { policyId: id, others: inForce.map(each => ({ policyId: each.policyId, appliesTo: each.policy.appliesTo })) });
    const adopting = { next, scope: adopt, inForce };
    const [afterDealId = null] = readCursor(cursor, ['id']) ?? [];
    const { invoices, dealsChanged: deals_changed, difference, countedAt: counted_at } = await keptCounts(ctx, adopting);
    const deals = await readChangedDeals(ctx.db, adopting, { nowOf: deal => dealNow(ctx, deal), afterDealId, limit: limit + 1 });
    const page = linkNext(request, reply, pageOf(deals, limit, { placeOf: ({ dealId }) => [dealId], item: presentChangedDeal }));
    const { lettersMoved: moved, lettersToday: fire_today, lettersVanishing: vanish, lettersAppearing: appear, endsMoved: ends_moved } = difference;
    const summary = { invoices, deals_changed, counted_at, letters: { moved, fire_today, vanish, appear }, ends_moved, problems: found.map(pointed) };
    return { ...page, object: 'reminder_policy_preview' as const, policy_id: id, adopt, ...summary };
  });
}

type Asked = Readonly<{ saved: PolicyVersion | undefined; body: z.output<typeof PreviewBody>['policy'] }>;

/** The policy in the request as the version it would become, or the saved one as it is. */
function nextVersion(policyId: string, { saved, body }: Asked): Pick<PolicyVersion, 'policyId' | 'version' | 'policy'> {
  if (body) return { policyId, version: (saved?.version ?? 0) + 1, policy: readPolicyBody(body) };
  if (saved) return saved;
  throw new RuleViolation('not_found', `There is no reminder policy ${policyId}.`);
}

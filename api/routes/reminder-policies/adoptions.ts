import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type AdoptionRow, adoptReminderPolicy, readAdoption, readProgress } from '../../../db/reminders/adopt-reminder-policy.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import type { ApiContext } from '../../context.ts';
import { commandIdOf } from '../../idempotency/idempotency.ts';
import { Id } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { AdoptBody, Adoption, PolicyId } from '../../schemas/reminder-policy.ts';
import { requestedBy } from '../requested-by.ts';

const tags = ['Reminder policies'];
const params = z.strictObject({ id: PolicyId });

/** Open invoices take a version on: one transaction, then each deal plans anew, through any crash (Q2C.md 6). */
export function registerReminderAdoptions(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const adopting = { tags, operationId: 'adoptReminderPolicy', summary: 'Have open invoices take the version in force', params, body: AdoptBody, response: { 202: Adoption, ...problems(404, 412) } };
  api.post('/v1/reminder_policies/:id/adopt', { config: { scope: 'admin' }, schema: adopting }, async (request, reply) => {
    const { version, scope } = request.body;
    const order = { policyId: request.params.id, version, scope, actor: requestedBy(request), commandId: commandIdOf(request), now: ctx.now().toISOString() };
    // The relay brings it to the deals, however many they are and however long that takes.
    const row = await unitOfWork(ctx.pool, db => adoptReminderPolicy(db, order));
    return reply
      .code(202)
      .header('location', `/v1/reminder_policies/${row.policyId}/adoptions/${row.id}`)
      .send(await presentAdoption(ctx, row));
  });
  const following = {
    ...{ tags, operationId: 'getReminderPolicyAdoption', summary: 'How far an adoption has come', params: z.strictObject({ id: PolicyId, adoption_id: Id }) },
    response: { 200: Adoption, ...problems(404) },
  };
  api.get('/v1/reminder_policies/:id/adoptions/:adoption_id', { config: { scope: 'invoices:read' }, schema: following }, async request =>
    presentAdoption(ctx, await readAdoption(ctx.db, request.params.id, request.params.adoption_id)),
  );
}

async function presentAdoption(ctx: ApiContext, row: AdoptionRow): Promise<z.output<typeof Adoption>> {
  const { id, policyId, version, scope, createdAt, authorType, authorId, invoices } = row;
  const progress = await readProgress(ctx.db, row);
  return { object: 'reminder_policy_adoption', id, policy_id: policyId, version, scope, created_at: createdAt, author: { type: authorType, id: authorId }, invoices, ...progress };
}

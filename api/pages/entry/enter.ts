import type { FastifyInstance } from 'fastify';
import { findPerson } from '../../../db/sessions/find-person.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { formFields } from '../forms/form-fields.ts';
import { refuseForeignEntry } from './anonymous-form.ts';
import { beginSession } from './session-cookie.ts';

/** In the demo, and nowhere else, people enter without a letter, as whom they like. */
export function registerEnter(app: FastifyInstance, ctx: ApiContext): void {
  if (!ctx.config.demo) return;
  app.post('/enter', { config: { public: true } }, async (request, reply) => {
    const form = formFields(request.body, ['csrf', 'user_id']);
    refuseForeignEntry(ctx, request, form.csrf);
    const person = await findPerson(ctx.db, form.user_id ?? '');
    if (!person) throw new RuleViolation('not_found', 'There is no such person.');
    await beginSession(ctx, reply, person.id);
    return reply.redirect('/deals?done=entered', 303);
  });
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiContext } from '../../context.ts';
import { showApprovalSettings } from './approvals-page.ts';
import { receiveCover, showCoverForm } from './cover-forms.ts';
import { receiveCoverRemoval, showCoverRemoval } from './cover-removal.ts';
import { receivePerson, showPersonForm } from './person-forms.ts';
import { receiveRow, showRowForm, showRowRemoval } from './row-forms.ts';
import { receiveRules, showRuleForm } from './rule-forms.ts';
import { type SettingsVisit, settingsPath, settingsVisit } from './settings-visit.ts';

const options = { config: { public: true } } as const;

/** The settings: what decides who is asked. Reading them changes nothing; every change is looked at before it is put in force. */
export function registerSettings(app: FastifyInstance, ctx: ApiContext): void {
  const visited = (right: 'read' | 'change', answer: (visit: SettingsVisit, id: string) => Promise<unknown>) => async (request: FastifyRequest, reply: FastifyReply) => {
    const visit = await settingsVisit(ctx, { request, reply }, right);
    return visit ? answer(visit, (request.params as { id?: string }).id ?? '') : reply;
  };
  app.get('/settings', options, (_request, reply) => reply.redirect(settingsPath, 303));
  app.get(settingsPath, options, visited('read', showApprovalSettings));
  app.get(
    `${settingsPath}/rows/new`,
    options,
    visited('change', visit => showRowForm(visit, null)),
  );
  app.get(`${settingsPath}/rows/:id`, options, visited('change', showRowForm));
  app.get(`${settingsPath}/rows/:id/remove`, options, visited('change', showRowRemoval));
  app.post(`${settingsPath}/rows`, options, visited('change', receiveRow));
  app.get(`${settingsPath}/rules`, options, visited('change', showRuleForm));
  app.post(`${settingsPath}/rules`, options, visited('change', receiveRules));
  app.get(`${settingsPath}/people/:id`, options, visited('change', showPersonForm));
  app.post(`${settingsPath}/people/:id`, options, visited('change', receivePerson));
  app.get(`${settingsPath}/covers/new`, options, visited('change', showCoverForm));
  app.post(`${settingsPath}/covers`, options, visited('change', receiveCover));
  app.get(`${settingsPath}/covers/:id`, options, visited('change', showCoverRemoval));
  app.post(`${settingsPath}/covers/:id`, options, visited('change', receiveCoverRemoval));
}

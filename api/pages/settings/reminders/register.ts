import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiContext } from '../../../context.ts';
import { type SettingsVisit, settingsVisit } from '../settings-visit.ts';
import { showRulesForm, showRungForm } from './forms.ts';
import { showRungRemoval, showTakingOn } from './looks.ts';
import { newPolicy, remindersPath } from './paths.ts';
import { receiveReminders } from './receive.ts';
import { showReminderSettings } from './reminders-page.ts';

const options = { config: { public: true } } as const;
type Params = Readonly<{ policy: string; rung: string }>;

/** The settings of the reminders: directors read them, admins change them; every change is looked at first. */
export function registerReminderSettings(app: FastifyInstance, ctx: ApiContext): void {
  const visited = (right: 'read' | 'change', answer: (visit: SettingsVisit, params: Params) => Promise<unknown>) => async (request: FastifyRequest, reply: FastifyReply) => {
    const visit = await settingsVisit(ctx, { request, reply }, right);
    return visit ? answer(visit, request.params as Params) : reply;
  };
  const get = (path: string, answer: (visit: SettingsVisit, params: Params) => Promise<unknown>) => app.get(`${remindersPath}${path}`, options, visited('change', answer));
  app.get(remindersPath, options, visited('read', showReminderSettings));
  get(`/${newPolicy}`, visit => showRulesForm(visit, null));
  get('/:policy/rules', (visit, { policy }) => showRulesForm(visit, policy));
  get('/:policy/adopt', (visit, { policy }) => showTakingOn(visit, policy));
  get('/:policy/rungs/new', (visit, { policy }) => showRungForm(visit, policy, null));
  get('/:policy/rungs/:rung', (visit, { policy, rung }) => showRungForm(visit, policy, rung));
  get('/:policy/rungs/:rung/remove', (visit, { policy, rung }) => showRungRemoval(visit, policy, rung));
  app.post(
    `${remindersPath}/:policy`,
    options,
    visited('change', (visit, { policy }) => receiveReminders(visit, policy)),
  );
}

import { readPolicy } from '../../../../db/read/company-rules.ts';
import { listUsers } from '../../../../db/read/people.ts';
import { countOpenInvoices, type PolicyVersion, readPoliciesInForce } from '../../../../db/read/reminder-policies.ts';
import { listAdoptions, readProgress } from '../../../../db/reminders/adopt-reminder-policy.ts';
import { renderReminderSettingsPage } from '../../../../templates/pages/render-reminder-settings.ts';
import type { AdoptionSetting, PolicySetting } from '../../../../templates/pages/views/reminder-settings-view.ts';
import type { ApiContext } from '../../../context.ts';
import { sendPage } from '../../send-page.ts';
import { mayChange, type SettingsVisit, settingsFrame } from '../settings-visit.ts';
import { exampleOf } from './examples.ts';

const adoptionsShown = 3;

/** `/settings/reminders`: how letters go to whom, in words and with the dates of an invoice of today (DN16). */
export async function showReminderSettings(visit: SettingsVisit): Promise<unknown> {
  const { ctx, reply, visitor } = visit;
  const [inForce, company, users, { frame, reader }] = await Promise.all([readPoliciesInForce(ctx.db), readPolicy(ctx.db), listUsers(ctx.db), settingsFrame(visit)]);
  const names = new Map(users.map(user => [user.id, user.name]));
  const example = await exampleOf(ctx, company);
  const policies = await Promise.all(inForce.map(each => settingOf(ctx, each, { names, example })));
  const view = { frame, mayChange: mayChange(visitor), exampleDueOn: example.invoice.dueOn, policies, adoptions: await adoptionsOf(ctx, inForce) };
  return sendPage(reply, renderReminderSettingsPage(view, reader));
}

type Shown = Readonly<{ names: ReadonlyMap<string, string>; example: Awaited<ReturnType<typeof exampleOf>> }>;

async function settingOf(ctx: ApiContext, { policyId, version, policy, createdAt, author }: PolicyVersion, { names, example }: Shown): Promise<PolicySetting> {
  const open = await countOpenInvoices(ctx.db, { policyId, version });
  return { policyId, policy, version, sinceAt: createdAt, authorName: author?.type === 'user' ? (names.get(author.id) ?? null) : null, example: example.ladderOf(policy), open };
}

/** The last adoptions that open invoices took part in. */
async function adoptionsOf(ctx: ApiContext, inForce: readonly PolicyVersion[]): Promise<AdoptionSetting[]> {
  const rows = (await listAdoptions(ctx.db, { limit: 20 })).filter(row => row.deals > 0).slice(0, adoptionsShown);
  return Promise.all(
    rows.map(async row => {
      const appliesTo = inForce.find(each => each.policyId === row.policyId)?.policy.appliesTo ?? { segments: [], payerTypes: [] };
      return { policyId: row.policyId, appliesTo, version: row.version, scope: row.scope, at: row.createdAt, ...(await readProgress(ctx.db, row)) };
    }),
  );
}

import { type PolicyVersion, readPoliciesInForce, readPolicyInForce } from '../../../../db/read/reminder-policies.ts';
import { RuleViolation } from '../../../../domain/errors/rule-violation.ts';
import { renderRulesFormPage, renderRungFormPage } from '../../../../templates/pages/render-reminder-forms.ts';
import type { ReminderForm, ReminderProblem } from '../../../../templates/pages/views/reminder-settings-view.ts';
import { sendPage } from '../../send-page.ts';
import { type SettingsVisit, settingsFrame } from '../settings-visit.ts';
import { newPolicy, policyPath, remindersPath } from './paths.ts';

import { valuesOfRules } from './rules-fields.ts';
import { emptyRung, valuesOfRung } from './rung-fields.ts';
import { baseOf, type Sent } from './sent.ts';

type Back = Readonly<{ problems: readonly ReminderProblem[]; status: number }>;

/** The form of a rung as it stands, or an empty one. */
export async function showRungForm(visit: SettingsVisit, policyId: string, rung: string | null): Promise<unknown> {
  const saved = await readPolicyInForce(visit.ctx.db, policyId);
  const step = stepOf(saved, rung);
  return sendRungForm(visit, { saved, rung, form: { values: step ? valuesOfRung(step) : emptyRung, problems: [] } }, 200);
}

/** The rules of a policy, or of a new one, which begins as a copy of the default one. */
export async function showRulesForm(visit: SettingsVisit, policyId: string | null): Promise<unknown> {
  const inForce = await readPoliciesInForce(visit.ctx.db);
  const saved = policyId === null ? null : await readPolicyInForce(visit.ctx.db, policyId);
  const base = { ...baseOf({ saved, inForce }), ...(saved ? {} : { appliesTo: { segments: [], payerTypes: [] } }) };
  return sendRulesForm(visit, { saved, form: { values: valuesOfRules(base), problems: [] } }, 200);
}

/** The form that was sent, again, with what stands in its way. */
export function showFormAgain(visit: SettingsVisit, { change, values, saved }: Sent, { problems, status }: Back): Promise<unknown> {
  const form = { values, problems };
  if (change === 'rules' || change === 'new' || saved === null) return sendRulesForm(visit, { saved, form }, status);
  return sendRungForm(visit, { saved, rung: change === 'rung_add' ? null : (values['rung'] ?? null), form }, status);
}

async function sendRungForm(visit: SettingsVisit, { saved, rung, form }: { saved: PolicyVersion; rung: string | null; form: ReminderForm }, status: number): Promise<unknown> {
  const { frame, reader } = await settingsFrame(visit, `${policyPath(saved.policyId)}/rungs/${rung === null ? 'new' : encodeURIComponent(rung)}`);
  const step = saved.policy.rungs.find(each => each.rung === rung) ?? null;
  return sendPage(visit.reply, renderRungFormPage({ frame, policyId: saved.policyId, version: saved.version, rung: step, form }, reader), status);
}

async function sendRulesForm(visit: SettingsVisit, { saved, form }: { saved: PolicyVersion | null; form: ReminderForm }, status: number): Promise<unknown> {
  const { frame, reader } = await settingsFrame(visit, saved ? `${policyPath(saved.policyId)}/rules` : `${remindersPath}/${newPolicy}`);
  const appliesTo = saved?.policy.appliesTo ?? { segments: [], payerTypes: [] };
  return sendPage(visit.reply, renderRulesFormPage({ frame, policyId: saved?.policyId ?? null, appliesTo, version: saved?.version ?? 0, form }, reader), status);
}

/** The rung of a name; throws `not_found` where the ladder has none. */
export function stepOf({ policy }: PolicyVersion, rung: string | null) {
  const step = policy.rungs.find(each => each.rung === rung);
  if (rung !== null && !step) throw new RuleViolation('not_found', 'The ladder has no such rung.');
  return step;
}

import { type PolicyVersion, readPoliciesInForce, readPolicyInForce } from '../../../../db/read/reminder-policies.ts';
import type { SettingsVisit } from '../settings-visit.ts';
import { stepOf } from './forms.ts';
import { lookAt } from './receive.ts';

/** What the removal of a rung would change. Nothing is removed by looking. */
export async function showRungRemoval(visit: SettingsVisit, policyId: string, rung: string): Promise<unknown> {
  const saved = await readPolicyInForce(visit.ctx.db, policyId);
  stepOf(saved, rung);
  return look(visit, saved, { change: 'rung_remove', rung });
}

/** What the version in force would do to the open invoices that go by another one. */
export async function showTakingOn(visit: SettingsVisit, policyId: string): Promise<unknown> {
  return look(visit, await readPolicyInForce(visit.ctx.db, policyId), { change: 'adopt' });
}

async function look(visit: SettingsVisit, saved: PolicyVersion, values: Readonly<{ change: 'rung_remove' | 'adopt'; rung?: string }>): Promise<unknown> {
  const inForce = await readPoliciesInForce(visit.ctx.db);
  return lookAt(visit, { change: values.change, values: { ...values, version: String(saved.version) }, policyId: saved.policyId, saved, inForce }, false);
}

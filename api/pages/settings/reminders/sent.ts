import type { PolicyVersion } from '../../../../db/read/reminder-policies.ts';
import { defaultPolicyId } from '../../../../domain/dunning/policy.ts';
import type { Change } from './draft.ts';

/** A form that was sent. `saved` is the policy in force that is changed, null for a new one, which begins as a copy of the default one. */
export type Sent = Readonly<{ change: Change; values: Readonly<Record<string, string>>; policyId: string; saved: PolicyVersion | null; inForce: readonly PolicyVersion[] }>;

/** The policy in force that a change begins with. */
export function baseOf({ saved, inForce }: Pick<Sent, 'saved' | 'inForce'>): PolicyVersion['policy'] {
  const base = saved ?? inForce.find(each => each.policyId === defaultPolicyId);
  if (!base) throw new Error('there is no default reminder policy');
  return base.policy;
}

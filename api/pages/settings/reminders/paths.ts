import { defaultPolicyId } from '../../../../domain/dunning/policy.ts';

export const remindersPath = '/settings/reminders';
/** Where the form of a new policy is sent; no policy may be called so. */
export const newPolicy = 'new';

export const policyPath = (policyId: string): string => `${remindersPath}/${policyId}`;

/** An id for a policy of some customers, made of whom it is for: state, chronic, state_problem; numbered where that is taken. */
export function idFor(names: readonly string[], taken: readonly string[]): string {
  const plain = names.join('_') || 'policy';
  const used = [...taken, defaultPolicyId, newPolicy];
  if (!used.includes(plain)) return plain;
  for (let n = 2; ; n += 1) if (!used.includes(`${plain}_${n}`)) return `${plain}_${n}`;
}

import type { ApprovalRole } from './policy.ts';

export type StepInHand = Readonly<{ role: ApprovalRole; personId: string; superiorId: string | null; escalated: boolean; sellerId: string }>;

/** True where a person may decide a step: the one it was given to, and their superior once it has escalated; the seller of the deal only the manager's step (INV-4). */
export function isEntitled(byId: string, step: StepInHand): boolean {
  if (byId === step.sellerId && step.role !== 'manager') return false;
  return byId === step.personId || (step.escalated && byId === step.superiorId);
}

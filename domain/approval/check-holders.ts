import type { ApproverPerson } from './choose-approver.ts';
import { type ApprovalRole, approvalRoles, type PolicyRows } from './policy.ts';

/** A role that the table asks for and nobody active holds: a deal that needs it would be refused when it is submitted. */
export type PolicyWarning = Readonly<{ code: 'role_without_holder'; role: ApprovalRole; rowIds: readonly string[]; detail: string }>;

/** What a lawful table leaves to worry about among the people of the moment. */
export function warnOfPolicy(policy: PolicyRows, people: readonly Pick<ApproverPerson, 'roles' | 'active'>[]): PolicyWarning[] {
  const isHeld = (role: ApprovalRole): boolean => people.some(person => person.active && person.roles.includes(role));
  return approvalRoles.flatMap(role => {
    const rowIds = policy.filter(row => row.roles.includes(role)).map(row => row.rowId);
    if (rowIds.length === 0 || isHeld(role)) return [];
    return [{ code: 'role_without_holder' as const, role, rowIds, detail: `Nobody active holds the role ${role}: deals that need it cannot be submitted.` }];
  });
}

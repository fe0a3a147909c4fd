import { checkPolicy, type PolicyProblem } from '../../../domain/approval/check-policy.ts';
import type { PolicyRow, PolicyRows } from '../../../domain/approval/policy.ts';
import type { SettingsProblem } from '../../../templates/pages/views/settings-view.ts';

/** What a check of the changed table finds, each beside the field of the row in hand that it speaks of; another row is named. */
export function faultsBesideFields(rows: PolicyRows, rowId: string): SettingsProblem[] {
  const named = (id: string | null | undefined) => rows.find(row => row.rowId === id);
  return checkPolicy(rows).map(problem => besideField(problem, rowId, named));
}

function besideField(problem: PolicyProblem, rowId: string, named: (id: string | null | undefined) => PolicyRow | undefined): SettingsProblem {
  if (problem.rowId !== null && problem.rowId !== rowId) return { field: null, code: otherRowCode(problem, rowId), row: named(problem.rowId) };
  switch (problem.code) {
    case 'empty_route':
      return { field: null, code: 'empty_route' };
    case 'no_roles':
      return { field: 'roles', code: 'roles_required' };
    case 'unreachable_row':
      return problem.byRowId === undefined ? { field: 'when', code: 'row_impossible' } : { field: 'when', code: 'row_needless', row: named(problem.byRowId) };
    case 'wrong_value':
      return { field: `value_${problem.testAt ?? 0}`, code: 'value_not_lawful' };
    case 'unknown_fact':
    case 'unknown_role':
    case 'duplicate_row_id':
      return { field: null, code: 'form_stale' };
  }
}

function otherRowCode({ code, byRowId }: PolicyProblem, rowId: string): SettingsProblem['code'] {
  if (code !== 'unreachable_row') return 'other_at_fault';
  if (byRowId === rowId) return 'other_needless';
  return byRowId === undefined ? 'other_impossible' : 'other_at_fault';
}

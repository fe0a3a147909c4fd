import type { PolicyProblem } from '../../../../domain/approval/check-policy.ts';
import type { PolicyRows } from '../../../../domain/approval/policy.ts';
import type { SettingsForm, SettingsProblem } from '../../views/settings-view.ts';
import type { Tell } from '../tell.ts';
import { rowInWords, set } from './words.ts';

/** The problems of a form of the settings in words: for the summary on top, and beside each field by its name. */
export function presentSettingsForm(form: SettingsForm, currency: string, tell: Tell) {
  const list = form.problems.map(problem => ({ field: problem.field, text: problemInWords(problem, currency, tell) }));
  return {
    problems: list.map(({ field, text }) => ({ text, target: `#${field ?? 'main'}` })),
    error: (field: string): string | null => list.find(one => one.field === field)?.text ?? null,
    value: (field: string): string => form.values[field] ?? '',
  };
}

export function problemInWords({ code, row, names, days, line, bounds }: SettingsProblem, currency: string, tell: Tell): string {
  return set(tell, `problem.${code}`, {
    ...(row ? { row: rowInWords(row, currency, tell) } : {}),
    ...(names ? { names: names.join(' → ') } : {}),
    ...(line === undefined ? {} : { line: String(line) }),
    ...(bounds ?? {}),
    ...(days ? { from: tell.day(days.fromOn), to: tell.day(days.toOn) } : {}),
  });
}

/** What a check of the table in force says about one of its rows, beside that row; null for a sound one. */
export function faultInWords(rowId: string | null, { faults, rows }: { faults: readonly PolicyProblem[]; rows: PolicyRows }, { currency, tell }: { currency: string; tell: Tell }): string | null {
  const fault = faults.find(each => each.rowId === rowId);
  if (!fault) return null;
  switch (fault.code) {
    case 'unreachable_row': {
      const row = rows.find(each => each.rowId === fault.byRowId);
      return problemInWords(row ? { field: null, code: 'row_needless', row } : { field: null, code: 'row_impossible' }, currency, tell);
    }
    case 'no_roles':
      return set(tell, 'problem.roles_required');
    case 'empty_route':
      return set(tell, 'problem.empty_route');
    case 'unknown_fact':
    case 'unknown_role':
    case 'wrong_value':
    case 'duplicate_row_id':
      return set(tell, 'problem.value_not_lawful');
  }
}

import { type ApprovalRole, approvalRoles } from '../../../domain/approval/policy.ts';
import { type ApprovalRules, ruleBounds } from '../../../domain/approval/rules.ts';
import { formatAmount } from '../../../templates/format/money.ts';
import type { Language } from '../../../templates/language/language.ts';
import type { SettingsProblem } from '../../../templates/pages/views/settings-view.ts';
import { readAmount } from '../forms/amount.ts';
import { words } from '../forms/form-fields.ts';

type Values = Readonly<Record<string, string>>;

/** The fields of the form of the rules. */
export const ruleFieldNames: readonly string[] = ['csrf', 'step', 'version', ...approvalRoles.map(role => `sla_${role}`), 'final_limit', 'undo', 'step_up', 'keep'];

/** The rules as the values of their form: hours as 4 or 1:30, the sum as the reader writes figures, empty where no code is asked for. */
export function valuesOfRules(rules: ApprovalRules, { currency, language }: { currency: string; language: Language }): Record<string, string> {
  const above = rules.stepUpAboveMinor;
  return {
    ...Object.fromEntries(approvalRoles.map(role => [`sla_${role}`, hoursText(rules.slaMinutes[role])])),
    ...{ final_limit: String(rules.finalLimitWorkingDays), undo: String(rules.undoSeconds) },
    ...{ step_up: above === null ? '' : formatAmount({ amountMinor: above, currency }, language, 'when_needed'), keep: rules.keepUnchangedApprovals ? 'yes' : 'no' },
  };
}

/** The rules that a form describes, and what in it cannot be read; the values beside a problem stand for nothing. */
export function readRuleFields(values: Values, currency: string): Readonly<{ rules: ApprovalRules; problems: readonly SettingsProblem[] }> {
  const problems: SettingsProblem[] = [];
  const refused = (problem: SettingsProblem): number => {
    problems.push(problem);
    return 0;
  };
  const sla = (role: ApprovalRole): number => readMinutes(values[`sla_${role}`]) ?? refused({ field: `sla_${role}`, code: 'hours_unreadable' });
  const whole = (field: string, [from, to]: readonly [number, number]): number => readWhole(values[field], from, to) ?? refused({ field, code: 'out_of_bounds', bounds: { from, to } });
  const above = words(values['step_up']);
  const rules = {
    slaMinutes: { manager: sla('manager'), lawyer: sla('lawyer'), cfo: sla('cfo'), director: sla('director') },
    finalLimitWorkingDays: whole('final_limit', ruleBounds.finalLimitWorkingDays),
    undoSeconds: whole('undo', ruleBounds.undoSeconds),
    stepUpAboveMinor: above === null ? null : (readAmount(above, currency)?.amountMinor ?? refused({ field: 'step_up', code: 'value_unreadable' })),
    keepUnchangedApprovals: values['keep'] !== 'no',
  };
  return { rules, problems };
}

function hoursText(minutes: number): string {
  const rest = minutes % 60;
  return rest === 0 ? String(minutes / 60) : `${Math.floor(minutes / 60)}:${String(rest).padStart(2, '0')}`;
}

/** Hours as people write them: "4", "1:30", "1,5". Null for anything else, for parts of a minute, and out of bounds. */
function readMinutes(typed: string | undefined): number | null {
  const plain = (typed ?? '').replace(/\s/g, '').replace(',', '.');
  const [, hours = '', rest = '0'] = /^(\d{1,4}(?:\.\d{1,2})?)(?::([0-5]\d))?$/.exec(plain) ?? [];
  const minutes = Math.round(Number(hours) * 6000) / 100 + Number(rest);
  const [from, to] = ruleBounds.slaMinutes;
  return hours !== '' && Number.isSafeInteger(minutes) && minutes >= from && minutes <= to ? minutes : null;
}

function readWhole(typed: string | undefined, from: number, to: number): number | null {
  const plain = (typed ?? '').replace(/\s/g, '');
  const number = /^\d{1,9}$/.test(plain) ? Number(plain) : -1;
  return number >= from && number <= to ? number : null;
}

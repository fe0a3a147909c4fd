import { type ApprovalRules, compareRules, type RuleField, type RuleValue, ruleFields, ruleValue } from '../../../domain/approval/rules.ts';
import type { ConflictPart, SettingDifference, SettingSubject, SettingValue } from '../../../templates/pages/views/settings-view.ts';

/** What a change of the rules touches, was and is. */
export function ruleDifferences(before: ApprovalRules, after: ApprovalRules): SettingDifference[] {
  return compareRules(before, after).map(each => ({ what: subjects[each.field], before: side(each.field, each.before), after: side(each.field, each.after) }));
}

/** The rules that somebody changed since a form was made: as they were then, as they are now, and as they would be. Where the form asked for nothing else than it was made with, `typed`, what others changed stays. */
export function rulesInConflict({ began, now, typed, yours }: Readonly<Record<'began' | 'now' | 'typed' | 'yours', ApprovalRules>>): ConflictPart[] {
  return ruleFields.flatMap(field => {
    const [was, is, asked, will] = [began, now, typed, yours].map(rules => ruleValue(rules, field)) as [RuleValue, RuleValue, RuleValue, RuleValue];
    if (was === is && is === will) return [];
    const part = { what: subjects[field], began: side(field, was), now: side(field, is), yours: side(field, will) };
    return asked === was ? { ...part, stays: true } : part;
  });
}

const side = (rule: RuleField, is: RuleValue): SettingValue => ({ rule, is });

const subjects: Readonly<Record<RuleField, SettingSubject>> = {
  'slaMinutes.manager': 'sla_manager',
  'slaMinutes.lawyer': 'sla_lawyer',
  'slaMinutes.cfo': 'sla_cfo',
  'slaMinutes.director': 'sla_director',
  finalLimitWorkingDays: 'final_limit',
  undoSeconds: 'undo',
  stepUpAboveMinor: 'step_up',
  keepUnchangedApprovals: 'keep',
};

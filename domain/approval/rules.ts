import type { CompanyPolicy } from '../policy/company-policy.ts';
import { type ApprovalRole, approvalRoles } from './policy.ts';

/**
 * How a round is run: it stands beside the rows of the approval table and has its versions with them (Q2C.md 3 and 11). Steps and rounds
 * keep the rules of the version by which their round was planned.
 */
export type ApprovalRules = Readonly<{
  /** Working minutes that each role has for its step. */
  slaMinutes: Readonly<Record<ApprovalRole, number>>;
  /** Working days after which a round expires. */
  finalLimitWorkingDays: number;
  /** How long a decision by link can be taken back; the deal acts after it. */
  undoSeconds: number;
  /** Above this sum, in minor units of the company's currency, a decision by link takes a code from a letter besides; null is off. */
  stepUpAboveMinor: number | null;
  /** Whether an approval holds for a later version in which nothing that its role judges has changed. */
  keepUnchangedApprovals: boolean;
}>;

/** One thing of the rules that has a value of its own. */
export const ruleFields = [...approvalRoles.map(role => `slaMinutes.${role}` as const), 'finalLimitWorkingDays', 'undoSeconds', 'stepUpAboveMinor', 'keepUnchangedApprovals'] as const;
export type RuleField = (typeof ruleFields)[number];
export type RuleValue = number | boolean | null;
export type RuleDifference = Readonly<{ field: RuleField; before: RuleValue; after: RuleValue }>;

/** What a figure of the rules may be, both ends included. A decision must be acted on within the hour, and a round end within a working year. */
export const ruleBounds = { slaMinutes: [1, 100_000], finalLimitWorkingDays: [1, 250], undoSeconds: [0, 3_600], stepUpAboveMinor: [0, Number.MAX_SAFE_INTEGER] } as const;

/** The rules that a company's file begins with; from then on they are changed with the table. */
export function rulesOfCompany({ slaMinutes, roundWorkingDays, undo, stepUp, keepUnchangedApprovals }: CompanyPolicy): ApprovalRules {
  const { manager, lawyer, cfo, director } = slaMinutes;
  return { slaMinutes: { manager, lawyer, cfo, director }, finalLimitWorkingDays: roundWorkingDays, undoSeconds: undo.linkSeconds, stepUpAboveMinor: stepUp.aboveMinor, keepUnchangedApprovals };
}

export function ruleValue(rules: ApprovalRules, field: RuleField): RuleValue {
  switch (field) {
    case 'slaMinutes.manager':
      return rules.slaMinutes.manager;
    case 'slaMinutes.lawyer':
      return rules.slaMinutes.lawyer;
    case 'slaMinutes.cfo':
      return rules.slaMinutes.cfo;
    case 'slaMinutes.director':
      return rules.slaMinutes.director;
    case 'finalLimitWorkingDays':
    case 'undoSeconds':
    case 'stepUpAboveMinor':
    case 'keepUnchangedApprovals':
      return rules[field];
  }
}

/** What differs between two sets of rules, in their order. */
export function compareRules(before: ApprovalRules, after: ApprovalRules): RuleDifference[] {
  return ruleFields.map(field => ({ field, before: ruleValue(before, field), after: ruleValue(after, field) })).filter(each => each.before !== each.after);
}

/** The rules with what somebody changed of them, who had read them as `read`: what others have changed meanwhile stays. */
export function changedRules(inForce: ApprovalRules, { read, wanted }: { read: ApprovalRules; wanted: ApprovalRules }): ApprovalRules {
  const sla = (role: ApprovalRole): number => (read.slaMinutes[role] === wanted.slaMinutes[role] ? inForce : wanted).slaMinutes[role];
  const of = <Key extends Exclude<keyof ApprovalRules, 'slaMinutes'>>(key: Key): ApprovalRules[Key] => (read[key] === wanted[key] ? inForce : wanted)[key];
  return {
    slaMinutes: { manager: sla('manager'), lawyer: sla('lawyer'), cfo: sla('cfo'), director: sla('director') },
    finalLimitWorkingDays: of('finalLimitWorkingDays'),
    undoSeconds: of('undoSeconds'),
    stepUpAboveMinor: of('stepUpAboveMinor'),
    keepUnchangedApprovals: of('keepUnchangedApprovals'),
  };
}

/** The figures that lie outside of their bounds. */
export function rulesOutOfBounds(rules: ApprovalRules): Readonly<{ field: RuleField; from: number; to: number }>[] {
  return ruleFields.flatMap(field => {
    const value = ruleValue(rules, field);
    if (typeof value !== 'number') return [];
    const [from, to] = boundsOf(field);
    return Number.isSafeInteger(value) && value >= from && value <= to ? [] : [{ field, from, to }];
  });
}

function boundsOf(field: RuleField): readonly [number, number] {
  switch (field) {
    case 'finalLimitWorkingDays':
    case 'undoSeconds':
    case 'stepUpAboveMinor':
      return ruleBounds[field];
    case 'keepUnchangedApprovals':
      return [0, 1];
    case 'slaMinutes.manager':
    case 'slaMinutes.lawyer':
    case 'slaMinutes.cfo':
    case 'slaMinutes.director':
      return ruleBounds.slaMinutes;
  }
}

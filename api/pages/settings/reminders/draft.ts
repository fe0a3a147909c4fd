import type { PolicyVersion } from '../../../../db/read/reminder-policies.ts';
import { changeLadder, type LadderChange } from '../../../../domain/dunning/change-ladder.ts';
import { checkReminderPolicy, type ReminderPolicyProblem } from '../../../../domain/dunning/check-reminder-policy.ts';
import { kindOfClaim } from '../../../../domain/dunning/choose-reminder-policy.ts';
import type { ReminderPolicy } from '../../../../domain/dunning/policy.ts';
import type { ReminderProblem } from '../../../../templates/pages/views/reminder-settings-view.ts';
import { readRules } from './rules-fields.ts';
import { readRung } from './rung-fields.ts';

type Values = Readonly<Record<string, string>>;
export const changes = ['rung_add', 'rung_edit', 'rung_remove', 'rules', 'new', 'adopt'] as const;
export type Change = (typeof changes)[number];

/** The policy that a form makes of one in force, and everything that speaks against it, each beside its field. */
export type Draft = Readonly<{ policy: ReminderPolicy; problems: readonly ReminderProblem[] }>;
type Given = Readonly<{ change: Change; values: Values; policyId: string; base: ReminderPolicy; inForce: readonly PolicyVersion[] }>;

/** Reads the change of a form into the policy it would make. Throws `not_found` where the rung to change is gone. */
export function draftOf(given: Given): Draft {
  const { change, values, base } = given;
  switch (change) {
    case 'adopt':
      return { policy: base, problems: [] };
    case 'rules':
      return checked(given, readRules(values, base));
    case 'new': {
      const read = readRules(values, base);
      const nobody: ReminderProblem[] = kindOfClaim(read.policy.appliesTo) === null ? [{ field: 'segments', code: 'claims_nobody' }] : [];
      return checked(given, { ...read, problems: [...nobody, ...read.problems] });
    }
    case 'rung_remove':
      return checked(given, { policy: { ...base, rungs: changeLadder(base.rungs, { type: 'remove', rung: values['rung'] ?? '' }) }, problems: [] });
    case 'rung_add':
    case 'rung_edit': {
      const { step, problems } = readRung(values);
      if (problems.length > 0) return { policy: base, problems };
      const ladderChange: LadderChange = change === 'rung_add' ? { type: 'add', step } : { type: 'edit', rung: values['rung'] ?? '', step };
      return checked(given, { policy: { ...base, rungs: changeLadder(base.rungs, ladderChange) }, problems }, step.rung);
    }
  }
}

function checked({ policyId, inForce }: Given, draft: Draft, rungInHand?: string): Draft {
  if (draft.problems.length > 0) return draft;
  const others = inForce.map(each => ({ policyId: each.policyId, appliesTo: each.policy.appliesTo }));
  const found = checkReminderPolicy(draft.policy, { policyId, others });
  return { ...draft, problems: found.map(problem => besideField(problem, { rungs: draft.policy.rungs, rungInHand, inForce })) };
}

/** What the check says of two numbers at once stands beside the one that its code names. */
const fieldOfCode: Partial<Readonly<Record<ReminderPolicyProblem['code'], string>>> = { claim_rest_out_of_range: 'claim_days', claim_times_out_of_range: 'claim_times' };

const fields: Readonly<Record<string, string>> = {
  offsetDays: 'days',
  rung: 'days',
  hour: 'hour',
  does: 'effects',
  tone: 'tone',
  recipients: 'recipients',
  quietDays: 'quiet_days',
  appliesTo: 'segments',
};

function besideField(
  { code, rungAt, field, other }: ReminderPolicyProblem,
  given: Readonly<{ rungs: ReminderPolicy['rungs']; rungInHand: string | undefined; inForce: readonly PolicyVersion[] }>,
): ReminderProblem {
  const at = rungAt === null ? undefined : given.rungs[rungAt]?.rung;
  const isInHand = at === undefined || at === given.rungInHand;
  const rival = given.inForce.find(each => each.policyId === other);
  return {
    code,
    field: isInHand ? (fieldOfCode[code] ?? fields[field] ?? null) : null,
    ...(isInHand || at === undefined ? {} : { rung: at }),
    ...(other !== undefined && !rival ? { otherRung: other } : {}),
    ...(rival ? { otherPolicy: { policyId: rival.policyId, appliesTo: rival.policy.appliesTo } } : {}),
  };
}

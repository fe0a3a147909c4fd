import { isDeepStrictEqual } from 'node:util';
import { sql } from 'drizzle-orm';
import { checkReminderPolicy, type ReminderPolicyProblem } from '../../domain/dunning/check-reminder-policy.ts';
import type { ReminderPolicy } from '../../domain/dunning/policy.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { recordChange } from '../changes/record-change.ts';
import { snakeKey } from '../company/key-spelling.ts';
import { type PolicyVersion, readPoliciesInForce } from '../read/reminder-policies.ts';
import { type Actor, reminderPolicy } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** A policy as somebody would put it in force; `version` is the one it was read as, 0 for a new policy. */
export type PolicyChange = Readonly<{ policyId: string; version: number; policy: ReminderPolicy; actor: Actor; now: string }>;

/**
 * Saves a policy as its next version: whoever changes it, by the API or by the page, comes through here. New invoices take it, open ones
 * keep theirs until it is adopted. Throws `validation_failed` with `data.errors` naming the rungs at fault, and `precondition_failed`
 * where `version` no longer is the one in force. A policy that changes nothing makes no version.
 */
export async function changeReminderPolicy(db: Db, { policyId, version, policy, actor, now }: PolicyChange): Promise<PolicyVersion> {
  // Two policies saved at once could claim the same customers; the second waits for the first.
  await db.execute(sql`select pg_advisory_xact_lock(720048)`);
  const inForce = await readPoliciesInForce(db);
  const current = inForce.find(each => each.policyId === policyId);
  if ((current?.version ?? 0) !== version) throw new RuleViolation('precondition_failed', 'The reminder policy has changed since it was read.', { current_revision: current?.version ?? 0 });
  const problems = checkReminderPolicy(policy, { policyId, others: inForce.map(each => ({ policyId: each.policyId, appliesTo: each.policy.appliesTo })) });
  if (problems.length > 0) throw new RuleViolation('validation_failed', 'The reminder policy is not valid.', { errors: problems.map(pointed) });
  if (current && current.version > 0 && isDeepStrictEqual(current.policy, policy)) return current;
  const next = { policyId, version: version + 1, data: policy, createdAt: now, authorType: actor.type, authorId: actor.id };
  await db.insert(reminderPolicy).values(next);
  await recordChange(db, { actor, now }, { what: 'reminder_policy.changed', subjectId: policyId, before: version === 0 ? null : { version }, after: { version: next.version } });
  return { policyId, version: next.version, policy, createdAt: now, author: { type: actor.type, id: actor.id } };
}

/** A problem as the API tells it: the place in the policy, and what to do. */
export function pointed({ code, rungAt, field, detail }: ReminderPolicyProblem): Readonly<{ pointer: string; code: string; detail: string }> {
  return { pointer: rungAt === null ? `#/${snakeKey(field)}` : `#/rungs/${rungAt}/${snakeKey(field)}`, code, detail };
}

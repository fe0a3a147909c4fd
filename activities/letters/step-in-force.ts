import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import type { FateRow } from '../../db/read/ladder-facts.ts';
import { pinOfFate, policiesOf, readReminderPolicyFor } from '../../db/read/reminder-policies.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { type LadderRung, rungCalled } from '../../domain/dunning/ladder.ts';
import type { NamedPolicy, ReminderPolicy } from '../../domain/dunning/policy.ts';
import { rungInstant } from '../../domain/dunning/slots.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { RungInput } from '../../workflows/ports.ts';
import type { InvoiceFile } from './invoice-matter.ts';

export type DueStep = Readonly<{ is: 'due'; step: LadderRung; named: NamedPolicy }>;

/** `gone`: the policy of the invoice has no such rung any more. `early`: by that policy its time comes at `notBeforeAt`. */
export type StepInForce = DueStep | Readonly<{ is: 'gone'; named: NamedPolicy }> | Readonly<{ is: 'early'; notBeforeAt: string; named: NamedPolicy }>;

/**
 * The step of a rung by the policy that its invoice is bound to at this moment. The deal calls for the rungs of its plan; where another policy was taken
 * on since, the plan is a moment behind, and the policy has the last word. The invoice is locked by whoever asks.
 */
export async function stepInForce(db: Db, { row, customer }: InvoiceFile, { rung, now }: Pick<RungInput, 'rung' | 'now'>): Promise<StepInForce> {
  const named = await readReminderPolicyFor(db, row.id);
  const step = rungCalled(named.policy.rungs, rung);
  if (!step) return { is: 'gone', named };
  const calendar = await readCalendar(db, await readPolicy(db), customer.timeZone);
  const meantAt = row.dueOn === null ? now : rungInstant(row.dueOn, step, { zone: customer.timeZone, calendar, policy: named.policy, customerId: row.customerId });
  return Date.parse(meantAt) > Date.parse(now) ? { is: 'early', notBeforeAt: meantAt, named } : { is: 'due', step, named };
}

/** A step with the policy that it is of. */
export type StepOfPolicy = Readonly<{ step: LadderRung; policy: ReminderPolicy }>;

type Claimed = Readonly<{ rung: string; fate: FateRow | null }>;

/** The step by which a rung was claimed: its letter speaks by that one, whatever policy the invoice has taken on since. Throws `internal` where no policy knows of the rung. */
export async function stepOfClaim(db: Db, { row }: Pick<InvoiceFile, 'row'>, claimed: Claimed): Promise<StepOfPolicy> {
  const found = await findStepOfClaim(db, { row }, claimed);
  if (!found) throw new RuleViolation('internal', `The policy by which rung ${claimed.rung} of invoice ${row.id} was claimed has no such rung.`);
  return found;
}

/** The same, null where no policy knows of the rung. */
export async function findStepOfClaim(db: Db, { row }: Pick<InvoiceFile, 'row'>, { rung, fate }: Claimed): Promise<StepOfPolicy | null> {
  const pin = fate?.policyId ? pinOfFate(fate) : row;
  const { policy } = (await policiesOf(db, [pin]))(pin);
  const step = rungCalled(policy.rungs, rung);
  return step ? { step, policy } : null;
}

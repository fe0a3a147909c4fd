import type { z } from 'zod';
import { readCalendar, readPolicy } from '../../../db/read/company-rules.ts';
import { countOpenInvoices, type PolicyVersion } from '../../../db/read/reminder-policies.ts';
import type { Language } from '../../../db/schema/index.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { exampleInvoice, exampleLadder } from '../../../domain/dunning/example-ladder.ts';
import { rulesInWords } from '../../../templates/pages/present/reminders/rules.ts';
import { tellFor } from '../../../templates/pages/present/tell.ts';
import { forWhomInWords } from '../../../templates/reminders/for-whom.ts';
import { rungInWords } from '../../../templates/reminders/ladder-words.ts';
import type { ApiContext } from '../../context.ts';
import type { ReminderPolicyShape } from '../../schemas/reminder-policy.ts';

export type PolicyAnswer = z.output<typeof ReminderPolicyShape>;
/** `inForce`: the number of the version that plans new invoices. */
export type Presenting = Readonly<{ inForce: number; language: Language }>;

/** A version of a policy with its ladder in words, and with the dates of an invoice issued today on the usual terms (DN16). */
export async function presentPolicy(ctx: ApiContext, version: PolicyVersion, { inForce, language }: Presenting): Promise<PolicyAnswer> {
  const { policyId, policy, createdAt, author } = version;
  const company = await readPolicy(ctx.db);
  const { zone, paymentTermsDays: termsDays } = company;
  const example = exampleInvoice({ todayOn: dateInZone(ctx.now().toISOString(), zone), termsDays, zone });
  const planned = new Map(exampleLadder(policy, example, await readCalendar(ctx.db, company)).map(rung => [rung.rung, rung]));
  const open = await countOpenInvoices(ctx.db, { policyId, version: inForce });
  const { quietDays, promise, paymentClaim, appliesTo } = policy;
  return {
    ...{ object: 'reminder_policy', id: policyId, version: version.version, in_force: version.version === inForce, created_at: createdAt, author },
    rungs: policy.rungs.map(({ offsetDays: offset_days, recipients, does, ...same }) => ({ ...same, offset_days, recipients: [...recipients], does: [...does] })),
    ...{ on_missed: policy.onMissed, min_gap_hours: policy.minGapHours, spread_minutes: policy.spreadMinutes, quiet_hours: { ...policy.quietHours } },
    quiet_days: { non_working: quietDays.nonWorking, weekdays: [...quietDays.weekdays], on: [...quietDays.on] },
    ...{ freshness_working_days: policy.freshnessWorkingDays, hold_working_days: policy.holdWorkingDays, grace_days: policy.graceDays },
    promise: { customer_max_days: promise.customerMaxDays, customer_max_times: promise.customerMaxTimes, staff_max_days: promise.staffMaxDays },
    payment_claim: { rest_working_days: paymentClaim.restWorkingDays, max_times: paymentClaim.maxTimes },
    ...{ shipment_hold_scope: policy.shipmentHoldScope, applies_to: { segments: [...appliesTo.segments], payer_types: [...appliesTo.payerTypes] } },
    for_whom: forWhomInWords(policyId, appliesTo, language),
    words: policy.rungs.map(step => {
      const shown = planned.get(step.rung);
      return { rung: step.rung, text: rungInWords(step, language), example_at: shown?.at ?? '', example_outcome: shown?.outcome === 'will_send' ? 'will_send' : 'skipped' };
    }),
    rules: rulesInWords(policyId, policy, tellFor({ language, zone })),
    example: { issued_on: example.issuedOn, due_on: example.dueOn, time_zone: example.zone },
    open_invoices: { this_policy: open.inForce + open.earlier, earlier_versions: open.earlier },
  };
}

import { z } from 'zod';
import { policyClaims } from '../../domain/dunning/choose-reminder-policy.ts';
import { effects, recipients, rungBases, tones } from '../../domain/dunning/ladder.ts';
import { defaultReminderPolicy, payerTypes, segments } from '../../domain/dunning/policy.ts';
import { At, Id, On } from './primitives.ts';

const Hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time of day is written as "10:00".');
const count = (most: number) => z.int().min(0).max(most);
/** A day from long before the due date to long after it; nothing is chased by letters for years. */
const Offset = z.int().min(-90).max(365);

/** The name of a policy in addresses; people read whom it is for. */
export const PolicyId = z
  .string()
  .regex(/^(?!new$)[a-z][a-z0-9_]{0,39}$/, 'The id of a policy has small letters, digits and _, such as state_chronic; "new" is none.')
  .meta({ examples: ['default'] });

const rungFields = {
  basis: z.enum(rungBases),
  hour: Hour,
  channel: z.literal('email'),
  tone: z.enum(tones),
  recipients: z.array(z.enum(recipients)).max(5),
  does: z.array(z.enum(effects)).min(1).max(6),
};
const RungBody = z
  .strictObject({
    rung: z
      .string()
      .regex(/^[+-]?\d{1,3}$/, 'A rung is called by its days, such as +7.')
      .optional(),
    ...{ offset_days: Offset, ...rungFields, basis: rungFields.basis.default('calendar_days'), hour: Hour.default('10:00'), channel: rungFields.channel.default('email') },
    recipients: rungFields.recipients.optional(),
  })
  .meta({ id: 'ReminderRungRequest', examples: [{ offset_days: 7, basis: 'calendar_days', hour: '10:00', tone: 'official', recipients: ['customer'], does: ['shipment_hold', 'letter'] }] });
const Rung = z.object({ rung: z.string(), offset_days: Offset, ...rungFields }).meta({ id: 'ReminderRung' });

const { quietHours, quietDays, promise, paymentClaim, appliesTo } = defaultReminderPolicy;
const QuietHours = z.strictObject({ from: Hour, until: Hour }).describe('No letter leaves from the one local time of the customer up to the other; equal ones: never quiet.');
const QuietDays = z
  .strictObject({ non_working: z.boolean().default(true), weekdays: z.array(z.int().min(1).max(7)).max(7).default([]), on: z.array(On).max(366).default([]) })
  .describe('Days on which no letter leaves: those nobody works on, weekdays (1 is Monday), single dates.');
const Promise_ = z.strictObject({ customer_max_days: count(365), customer_max_times: count(100), staff_max_days: count(365) });
const PaymentClaim = z
  .strictObject({ rest_working_days: count(30).default(paymentClaim.restWorkingDays), max_times: count(100).default(paymentClaim.maxTimes) })
  .describe('After a customer’s word that it has paid letters rest so many working days (1 to 5); it may say so so often of one invoice. 15 working days in all at most.');
const AppliesTo = z
  .strictObject({ segments: z.array(z.enum(segments)).max(3).default([]), payer_types: z.array(z.enum(payerTypes)).max(3).default([]) })
  .describe('Whom the policy is for; both lists empty: nobody. The default policy is for everybody whom no other one claims.');

/** A whole policy: what is left out is as in the built-in default. */
export const ReminderPolicyBody = z
  .strictObject({
    rungs: z.array(RungBody).min(1).max(20),
    on_missed: z.enum(['skip_to_current', 'send_in_order']).default(defaultReminderPolicy.onMissed),
    min_gap_hours: count(240).default(defaultReminderPolicy.minGapHours),
    spread_minutes: count(60).default(defaultReminderPolicy.spreadMinutes).describe('Letters of one hour leave within so many minutes from it, each customer always at the same one; 0: all at once.'),
    quiet_hours: QuietHours.default({ ...quietHours }),
    quiet_days: QuietDays.default({ non_working: quietDays.nonWorking, weekdays: [...quietDays.weekdays], on: [...quietDays.on] }),
    freshness_working_days: count(30).default(defaultReminderPolicy.freshnessWorkingDays),
    hold_working_days: count(30).default(defaultReminderPolicy.holdWorkingDays),
    grace_days: count(30).default(defaultReminderPolicy.graceDays),
    promise: Promise_.default({ customer_max_days: promise.customerMaxDays, customer_max_times: promise.customerMaxTimes, staff_max_days: promise.staffMaxDays }),
    payment_claim: PaymentClaim.default({ rest_working_days: paymentClaim.restWorkingDays, max_times: paymentClaim.maxTimes }),
    shipment_hold_scope: z.enum(['deal', 'customer']).default(defaultReminderPolicy.shipmentHoldScope),
    applies_to: AppliesTo.default({ segments: [...appliesTo.segments], payer_types: [...appliesTo.payerTypes] }),
  })
  .meta({
    id: 'ReminderPolicyRequest',
    examples: [
      {
        rungs: [
          { offset_days: -3, tone: 'soft', does: ['letter'] },
          { offset_days: 5, basis: 'business_days', hour: '11:30', tone: 'official', recipients: ['customer', 'finance'], does: ['owner_told', 'shipment_hold', 'letter'] },
          { offset_days: 20, basis: 'business_days', tone: 'manual', does: ['stop', 'manual_task'] },
        ],
        applies_to: { segments: ['state'] },
      },
    ],
  });

const Words = z
  .object({ rung: z.string(), text: z.string(), example_at: At, example_outcome: z.enum(['will_send', 'skipped']) })
  .describe('The rung in words, and when it goes for the example invoice; `skipped` where a later one of that day goes instead, or the day lies before the issue.');

/** A version of a policy, with its ladder in words (DN16). Version 0 is the built-in default, in force where none was saved. */
export const ReminderPolicyShape = z
  .object({
    ...{ object: z.literal('reminder_policy'), id: PolicyId, version: z.int(), in_force: z.boolean(), created_at: At.nullable(), author: z.object({ type: z.string(), id: z.string() }).nullable() },
    ...{ rungs: z.array(Rung), on_missed: z.string(), min_gap_hours: z.int(), spread_minutes: z.int(), quiet_hours: z.object({ from: Hour, until: Hour }) },
    quiet_days: z.object({ non_working: z.boolean(), weekdays: z.array(z.int()), on: z.array(z.string()) }),
    ...{ freshness_working_days: z.int(), hold_working_days: z.int(), grace_days: z.int() },
    promise: z.object({ customer_max_days: z.int(), customer_max_times: z.int(), staff_max_days: z.int() }),
    payment_claim: z.object({ rest_working_days: z.int(), max_times: z.int() }),
    ...{ shipment_hold_scope: z.string(), applies_to: z.object({ segments: z.array(z.string()), payer_types: z.array(z.string()) }) },
    for_whom: z.string().describe('Whom the policy is for, in words.'),
    words: z.array(Words),
    rules: z
      .array(z.object({ name: z.string(), text: z.string() }))
      .describe('What the policy says beside its ladder, in words: how long letters wait and for what, what customers may promise and say.'),
    example: z.object({ issued_on: On, due_on: On, time_zone: z.string() }),
    open_invoices: z.object({ this_policy: z.int(), earlier_versions: z.int() }).describe('Open invoices that go by this policy, and those of them that go by a version before the one in force.'),
  })
  .meta({ id: 'ReminderPolicy' });

export const Adopt = z
  .union([z.literal('new_deals'), z.literal('all_open'), z.strictObject({ segment: z.enum(segments) })])
  .describe('Invoices to come alone, the open ones of a segment as well, or all open ones.');

export const PreviewBody = z.strictObject({ policy: ReminderPolicyBody.optional(), adopt: Adopt }).meta({ id: 'ReminderPolicyPreviewRequest', examples: [{ adopt: 'all_open' }] });
export const AdoptBody = z.strictObject({ version: z.int().min(0), scope: Adopt }).meta({ id: 'ReminderPolicyAdoptionRequest', examples: [{ version: 2, scope: 'all_open' }] });

const PlannedSide = z.object({ at: At, outcome: z.string(), reason: z.string().nullable() }).nullable();
const ComparedRung = z.object({ rung: z.string(), change: z.enum(['moved', 'differs', 'vanishes', 'appears', 'same']), fires_today: z.boolean(), was: PlannedSide, now: PlannedSide });
const ChangedDeal = z.object({
  ...{ deal_id: Id, title: z.string(), customer_name: z.string() },
  invoices: z.array(z.object({ invoice_id: Id, number: z.string().nullable(), due_on: On.nullable(), rungs: z.array(ComparedRung) })),
});
/** What an adoption would do. Counts are of letters; `ends_moved` of ladders that would end at another time. */
export const ReminderPolicyPreview = z
  .object({
    ...{ object: z.literal('reminder_policy_preview'), policy_id: PolicyId, adopt: Adopt, invoices: z.int(), deals_changed: z.int() },
    counted_at: At.describe('When the counts were made: those of large companies are kept for up to a minute. `data` is of this moment.'),
    letters: z.object({ moved: z.int(), fire_today: z.int(), vanish: z.int(), appear: z.int() }),
    ends_moved: z.int(),
    problems: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).describe('What keeps the policy from being saved.'),
    ...{ data: z.array(ChangedDeal), has_more: z.boolean(), next_cursor: z.string().nullable() },
  })
  .meta({ id: 'ReminderPolicyPreview' });

/** An adoption and how far it has come; it goes on by itself until every deal has planned anew. */
export const Adoption = z
  .object({
    ...{ object: z.literal('reminder_policy_adoption'), id: Id, policy_id: PolicyId, version: z.int(), scope: Adopt, created_at: At, author: z.object({ type: z.string(), id: z.string() }) },
    invoices: z.int().describe('Open invoices that were bound to the version.'),
    total: z.int().describe('Their deals, each of which plans anew.'),
    done: z.int(),
    failed: z.int().describe('Deals that did not take it yet; they are tried again.'),
  })
  .meta({ id: 'ReminderPolicyAdoption' });

/** Which policy the next invoice of a customer takes, and by what it claims the customer. */
export const ReminderPolicyChoice = z
  .object({
    ...{ object: z.literal('reminder_policy_choice'), customer_id: Id, policy_id: PolicyId, version: z.int(), reason: z.enum(policyClaims) },
    ...{ segment: z.enum(segments), payer_type: z.enum(payerTypes).nullable(), text: z.string() },
  })
  .meta({ id: 'ReminderPolicyChoice' });

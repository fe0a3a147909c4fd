import type { z } from 'zod';
import { nameOfRung } from '../../../domain/dunning/ladder.ts';
import type { ReminderPolicy } from '../../../domain/dunning/policy.ts';
import type { ReminderPolicyBody } from '../../schemas/reminder-policy.ts';

/** A policy in the words of the rules; whether it is lawful is asked where it is saved. */
export function readPolicyBody(body: z.output<typeof ReminderPolicyBody>): ReminderPolicy {
  const { quiet_days: quietDays, promise, payment_claim: paymentClaim, applies_to: appliesTo } = body;
  return {
    rungs: body.rungs.map(({ rung, offset_days: offsetDays, recipients, ...same }) => ({
      ...same,
      ...{ offsetDays, rung: rung ?? nameOfRung(offsetDays), recipients: recipients ?? (same.does.includes('letter') ? ['customer'] : []) },
    })),
    ...{ onMissed: body.on_missed, minGapHours: body.min_gap_hours, spreadMinutes: body.spread_minutes, quietHours: body.quiet_hours },
    quietDays: { nonWorking: quietDays.non_working, weekdays: quietDays.weekdays, on: quietDays.on },
    ...{ freshnessWorkingDays: body.freshness_working_days, holdWorkingDays: body.hold_working_days, graceDays: body.grace_days },
    promise: { customerMaxDays: promise.customer_max_days, customerMaxTimes: promise.customer_max_times, staffMaxDays: promise.staff_max_days },
    paymentClaim: { restWorkingDays: paymentClaim.rest_working_days, maxTimes: paymentClaim.max_times },
    shipmentHoldScope: body.shipment_hold_scope,
    appliesTo: { segments: appliesTo.segments, payerTypes: appliesTo.payer_types },
  };
}

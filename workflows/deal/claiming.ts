import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Given, Request } from './commands.ts';
import type { Happening } from './events.ts';
import { intervalId } from './ids.ts';
import { billing, invoiceOf } from './invoicing.ts';
import { dayMs, limitsOf, refuseOutside, refuseUnlessOpen } from './limits.ts';
import type { Billing, DealState, InvoiceState } from './state.ts';

type ClaimRequest = Extract<Request, { type: 'claim_payment' }>;

/** The longest rest that holidays can make of one working day. */
const restMaxDays = 14;
/** For deals whose plans did not say how often it may be said. */
const standardMaxTimes = 3;
/** A day begins somewhere up to fourteen hours before it does in UTC. */
const earliestZoneMs = 14 * 3_600_000;

/**
 * The customer says that it has paid: letters about the invoice rest for a day while finance looks for the money. The rest stands beside
 * the pauses that others have set. Said again while it lasts, or more often than the policy allows, it is refused: no debt is put off by words for ever.
 */
export function decideClaimed(command: ClaimRequest, state: DealState, given: Given): Happening[] {
  const phase = billing(state, 'said to be paid');
  const { invoiceId, paidOn, amountMinor, documentId, noteId } = command;
  refuseUnlessOpen(phase, invoiceId);
  const untilAt = command.untilAt ?? new Date(Date.parse(given.now) + dayMs).toISOString();
  refuseOutside({ untilAt, now: given.now, maxDays: restMaxDays, pointer: '#/until' });
  if (Date.parse(paidOn) > Date.parse(given.now) + earliestZoneMs) throw new RuleViolation('validation_failed', 'The day of payment must not lie ahead.', { pointer: '#/paid_on' });
  if (amountMinor !== null && amountMinor <= 0) throw new RuleViolation('amount_out_of_range', 'The sum that was paid must be above zero.', { pointer: '#/amount' });
  refuseOnceMore(phase, invoiceOf(phase, invoiceId));
  const pauseId = intervalId('clm', state.dealId, given.commandId ?? String(state.n + 1));
  return [{ type: 'payment.claimed', data: { pauseId, invoiceId, paidOn, amountMinor, documentId, fromAt: given.now, untilAt, noteId } }];
}

function refuseOnceMore(phase: Billing, { invoiceId, paymentClaims }: InvoiceState): void {
  if (paymentClaims === undefined) return;
  const resting = phase.pauses.find(each => each.pauseId === paymentClaims.pauseId);
  if (resting) throw new RuleViolation('payment_claim_open', `Finance is looking already; reminders rest until ${resting.untilAt}.`, { until: resting.untilAt });
  const maxTimes = limitsOf(phase, invoiceId).claimMaxTimes ?? standardMaxTimes;
  if (paymentClaims.times >= maxTimes) throw new RuleViolation('too_many_claims', `It has been said ${maxTimes} times that this invoice is paid.`, { max_times: maxTimes });
}

import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Given, Request } from './commands.ts';
import type { Happening } from './events.ts';
import { intervalId, paymentOrdersMax } from './ids.ts';
import { billing, invoiceOf } from './invoicing.ts';
import { dayMs, limitsOf, refuseOutside, refuseUnlessOpen } from './limits.ts';
import type { Billing, DealState, InvoiceState, Pause } from './state.ts';

type ClaimRequest = Extract<Request, { type: 'claim_payment' }>;
type OrderRequest = Extract<Request, { type: 'add_payment_order' }>;

/** For deals whose plans did not say how long letters rest, in working days, nor how often it may be said. */
const standardRestDays = 1;
const standardMaxTimes = 3;
/** The longest that holidays can make of so many working days. */
const longestRestDays = (workingDays: number): number => 7 * (workingDays + 1);
/** A day begins somewhere up to fourteen hours before it does in UTC. */
const earliestZoneMs = 14 * 3_600_000;

/**
 * The customer says that it has paid: letters about the invoice rest while finance looks for the money. The rest stands beside
 * the pauses that others have set. Said again while it lasts, or more often than the policy allows, it is refused: no debt is put off by words for ever.
 */
export function decideClaimed(command: ClaimRequest, state: DealState, given: Given): Happening[] {
  const phase = billing(state, 'said to be paid');
  const { invoiceId, paidOn, amountMinor, documentId, noteId } = command;
  refuseUnlessOpen(phase, invoiceId);
  const restDays = limitsOf(phase, invoiceId).claimRestWorkingDays ?? standardRestDays;
  const untilAt = command.untilAt ?? new Date(Date.parse(given.now) + restDays * dayMs).toISOString();
  refuseOutside({ untilAt, now: given.now, maxDays: longestRestDays(restDays), pointer: '#/until' });
  if (Date.parse(paidOn) > Date.parse(given.now) + earliestZoneMs) throw new RuleViolation('validation_failed', 'The day of payment must not lie ahead.', { pointer: '#/paid_on' });
  if (amountMinor !== null && amountMinor <= 0) throw new RuleViolation('amount_out_of_range', 'The sum that was paid must be above zero.', { pointer: '#/amount' });
  refuseOnceMore(phase, invoiceOf(phase, invoiceId));
  const pauseId = intervalId('clm', state.dealId, given.commandId ?? String(state.n + 1));
  return [{ type: 'payment.claimed', data: { pauseId, invoiceId, paidOn, amountMinor, documentId, fromAt: given.now, untilAt, noteId } }];
}

/**
 * The customer adds a payment order to what it has said, while letters still rest: neither the rest nor the count changes. The same
 * file again is no second one. Throws `payment_claim_over` once nothing rests, and `too_many_payment_orders`.
 */
export function decideOrderAdded({ invoiceId, documentId }: OrderRequest, state: DealState): Happening[] {
  const phase = billing(state, 'shown to be paid');
  refuseUnlessOpen(phase, invoiceId);
  const { paymentClaims } = invoiceOf(phase, invoiceId);
  const resting = paymentClaims && restOf(phase, paymentClaims);
  if (!resting) throw new RuleViolation('payment_claim_over', 'Nobody has said that this invoice is paid, or letters rest no longer; say it anew, with the file.');
  const sent = paymentClaims.documentIds ?? [];
  if (sent.includes(documentId)) return [];
  if (sent.length >= paymentOrdersMax) throw new RuleViolation('too_many_payment_orders', `There are ${paymentOrdersMax} payment orders already.`, { max_files: paymentOrdersMax });
  return [{ type: 'payment_order.added', data: { pauseId: resting.pauseId, invoiceId, documentId } }];
}

const restOf = ({ pauses }: Billing, { pauseId }: NonNullable<InvoiceState['paymentClaims']>): Pause | undefined => pauses.find(each => each.pauseId === pauseId);

function refuseOnceMore(phase: Billing, { invoiceId, paymentClaims }: InvoiceState): void {
  if (paymentClaims === undefined) return;
  const resting = restOf(phase, paymentClaims);
  if (resting) throw new RuleViolation('payment_claim_open', `Finance is looking already; reminders rest until ${resting.untilAt}.`, { until: resting.untilAt });
  const maxTimes = limitsOf(phase, invoiceId).claimMaxTimes ?? standardMaxTimes;
  if (paymentClaims.times >= maxTimes) throw new RuleViolation('too_many_claims', `It has been said ${maxTimes} times that this invoice is paid.`, { max_times: maxTimes });
}

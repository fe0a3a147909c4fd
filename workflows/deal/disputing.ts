import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Given, Request } from './commands.ts';
import type { Happening } from './events.ts';
import { intervalId } from './ids.ts';
import { billing } from './invoicing.ts';
import { dayMs, limitsOf, refuseAmount, refuseOutside, refuseUnlessOpen } from './limits.ts';
import type { DealState } from './state.ts';

/** A dispute stops the chase of its part until it is resolved, or for as long as a pause may last. Opened twice it is one. */
export function decideDispute(command: Extract<Request, { type: 'dispute' }>, state: DealState, given: Given): Happening[] {
  const phase = billing(state, 'disputed');
  const { invoiceId, amountMinor, noteId, reasonText } = command;
  refuseUnlessOpen(phase, invoiceId);
  const maxDays = limitsOf(phase, invoiceId).pauseMaxDays;
  const untilAt = command.untilAt ?? new Date(Date.parse(given.now) + maxDays * dayMs).toISOString();
  refuseOutside({ untilAt, now: given.now, maxDays, pointer: '#/until' });
  refuseAmount(phase, invoiceId, amountMinor);
  if (noteId === null && !reasonText) throw new RuleViolation('reason_required', 'A dispute needs a reason.', { pointer: '#/reason' });
  if (phase.pauses.some(each => each.kind === 'dispute' && each.invoiceId === invoiceId)) return [];
  const pauseId = intervalId('dis', state.dealId, given.commandId ?? String(state.n + 1));
  const claim = command.ledger === false ? {} : { claim: { amountMinor, paidBeforeMinor: null, keptAtMinor: null, scheduleId: null } };
  return [{ type: 'dispute.opened', data: { pauseId, invoiceId, amountMinor, fromAt: given.now, untilAt, noteId, reasonText, ...claim } }];
}

/** Ends a dispute; a second time changes nothing. What it comes to is recorded here; the credit note of one that was upheld is money's own affair. */
export function decideResolve({ pauseId, outcome }: Extract<Request, { type: 'resolve_dispute' }>, state: DealState): Happening[] {
  const dispute = billing(state, 'resolved').pauses.find(each => each.pauseId === pauseId && each.kind === 'dispute');
  return dispute?.invoiceId ? [{ type: 'dispute.resolved', data: { pauseId, invoiceId: dispute.invoiceId, ...(outcome === null ? {} : { outcome }) } }] : [];
}

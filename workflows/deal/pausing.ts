import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { invoiceOf } from './collecting.ts';
import type { Given, Request } from './commands.ts';
import type { Happening } from './events.ts';
import { intervalId } from './ids.ts';
import { billing } from './invoicing.ts';
import type { Billing, DealState } from './state.ts';

type Of<T extends Request['type']> = Extract<Request, { type: T }>;

const dayMs = 86_400_000;
/** Q2C.md 11: a pause and a dispute end after at most 180 days; longer limits would let money be forgotten. */
const pauseMaxDays = 180;
const promiseMaxDays = 60;
const customerPromiseMaxDays = 14;

/** Pause of one invoice or of the whole deal: always with an end, in the future of the deal, at most 180 days away. */
export function decidePause(command: Of<'pause_reminders'>, state: DealState, given: Given): Happening[] {
  const phase = billing(state, 'paused');
  const { invoiceId, untilAt, noteId, reasonText } = command;
  if (invoiceId) refuseUnlessOpen(phase, invoiceId);
  refuseOutside({ untilAt, now: given.now, maxDays: pauseMaxDays, pointer: '#/until' });
  if (noteId === null && !reasonText) throw new RuleViolation('reason_required', 'A pause needs a reason.', { pointer: '#/reason' });
  const pauseId = intervalId('pau', state.dealId, given.commandId ?? String(state.n + 1));
  return [{ type: 'reminder.paused', data: { pauseId, scope: invoiceId ? 'invoice' : 'deal', invoiceId, fromAt: given.now, untilAt, noteId, reasonText } }];
}

/** Ends the pauses of the invoice or the deal at once; where none runs, nothing changes. */
export function decideResume(invoiceId: string | null, state: DealState): Happening[] {
  const phase = billing(state, 'resumed');
  const scope = invoiceId ? 'invoice' : 'deal';
  const running = phase.pauses.some(p => p.kind === 'pause' && p.scope === scope && p.invoiceId === invoiceId);
  return running ? [{ type: 'reminder.resumed', data: { scope, invoiceId, automatic: false, pauseId: null } }] : [];
}

/** A promise to pay covers the invoice until its day plus the grace day; a customer may promise less far ahead than staff. */
export function decidePromise(command: Of<'promise_to_pay'>, state: DealState, given: Given): Happening[] {
  const phase = billing(state, 'promised');
  const { invoiceId, payOn, untilAt, amountMinor } = command;
  refuseUnlessOpen(phase, invoiceId);
  refuseOutside({ untilAt, now: given.now, maxDays: (given.actor.type === 'customer' ? customerPromiseMaxDays : promiseMaxDays) + 2, pointer: '#/pay_on' });
  refuseAmount(phase, invoiceId, amountMinor);
  const pauseId = intervalId('pro', state.dealId, given.commandId ?? String(state.n + 1));
  return [{ type: 'promise.made', data: { pauseId, invoiceId, payOn, amountMinor, fromAt: given.now, untilAt } }];
}

/** A dispute stops the chase of the invoice until it is resolved, or for 180 days. */
export function decideDispute(command: Of<'dispute'>, state: DealState, given: Given): Happening[] {
  const phase = billing(state, 'disputed');
  const { invoiceId, amountMinor, untilAt, noteId, reasonText } = command;
  refuseUnlessOpen(phase, invoiceId);
  refuseOutside({ untilAt, now: given.now, maxDays: pauseMaxDays, pointer: '#/until' });
  refuseAmount(phase, invoiceId, amountMinor);
  if (noteId === null && !reasonText) throw new RuleViolation('reason_required', 'A dispute needs a reason.', { pointer: '#/reason' });
  if (phase.pauses.some(p => p.kind === 'dispute' && p.invoiceId === invoiceId)) return [];
  const pauseId = intervalId('dis', state.dealId, given.commandId ?? String(state.n + 1));
  return [{ type: 'dispute.opened', data: { pauseId, invoiceId, amountMinor, fromAt: given.now, untilAt, noteId, reasonText } }];
}

/** Ends a dispute; a second time changes nothing. */
export function decideResolve(pauseId: string, state: DealState): Happening[] {
  const dispute = billing(state, 'resolved').pauses.find(p => p.pauseId === pauseId && p.kind === 'dispute');
  return dispute?.invoiceId ? [{ type: 'dispute.resolved', data: { pauseId, invoiceId: dispute.invoiceId } }] : [];
}

/** The end of an interval: a pause resumes by itself, an unkept promise is broken, a dispute that nobody resolved ends. */
export function decidePauseOver(pauseId: string, state: DealState, now: string): Happening[] {
  const { phase } = state;
  const pause = phase.status === 'billing' ? phase.pauses.find(p => p.pauseId === pauseId) : undefined;
  if (!pause || now < pause.untilAt) return [];
  switch (pause.kind) {
    case 'pause':
      return [{ type: 'reminder.resumed', data: { scope: pause.scope, invoiceId: pause.invoiceId, automatic: true, pauseId } }];
    case 'promise':
      return pause.invoiceId ? [{ type: 'promise.broken', data: { pauseId, invoiceId: pause.invoiceId } }] : [];
    case 'dispute':
      return pause.invoiceId ? [{ type: 'dispute.resolved', data: { pauseId, invoiceId: pause.invoiceId } }] : [];
  }
}

function refuseUnlessOpen(phase: Billing, invoiceId: string): void {
  if (invoiceOf(phase, invoiceId).status === 'paid') throw new RuleViolation('invoice_not_open', 'This invoice is paid; there is nothing to remind of.');
}

function refuseOutside({ untilAt, now, maxDays, pointer }: { untilAt: string; now: string; maxDays: number; pointer: string }): void {
  const ahead = Date.parse(untilAt) - Date.parse(now);
  if (!(ahead > 0)) throw new RuleViolation('not_in_future', `The date must lie after ${now}, the deal’s present time.`, { pointer });
  if (ahead > maxDays * dayMs) throw new RuleViolation('too_far_ahead', `The date may lie at most ${maxDays} days ahead.`, { pointer, max_days: maxDays });
}

function refuseAmount(phase: Billing, invoiceId: string, amountMinor: number | null): void {
  const invoice = invoiceOf(phase, invoiceId);
  const owed = invoice.totalMinor - invoice.paidMinor;
  if (amountMinor === null || (Number.isSafeInteger(amountMinor) && amountMinor > 0 && amountMinor <= owed)) return;
  throw new RuleViolation('amount_out_of_range', 'The sum must be above zero and at most what is still owed.', { pointer: '#/amount' });
}

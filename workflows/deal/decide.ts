import { decideAccept, decideQuoteExpiry, decideSigned } from './accepting.ts';
import { decideApprovalDeadline, decideRecall, decideStep, decideStepHandOver, decideStepOpened, decideStepReplanned, decideWithdraw } from './approving.ts';
import { decideClaimed, decideOrderAdded } from './claiming.ts';
import { decideClose, decideDealHandOver } from './closing.ts';
import { decideOverdue, decidePayment, decideRemindersPlanned, decideRungFinished, decideSkip } from './collecting.ts';
import type { Command, Fact, Given } from './commands.ts';
import { decideCredited } from './crediting.ts';
import { decideAddressChanged, decideHeld, decideInvoiceLetter, decideLetterReported, decideReceipt, decideSettled, decideViewed } from './delivering.ts';
import { decideDispute, decideResolve } from './disputing.ts';
import type { Happening } from './events.ts';
import { decideBillingPlanned, decideDelivered, decideInvoiceRefused, decideIssued, decideRelease } from './invoicing.ts';
import { decideLift, decideLiftWeighed } from './lifting.ts';
import { decidePause, decidePauseBegins, decidePauseOver, decideResume } from './pausing.ts';
import { decidePromise } from './promising.ts';
import { decidePackageChange, decidePackageRefused, decideRoundPrepared, decideSubmit } from './quoting.ts';
import type { DealState } from './state.ts';
import { decideWatch } from './watching.ts';

/**
 * What a command makes happen to a deal in its state: events, none where it is a repeat, or a RuleViolation where it is
 * not lawful. Pure: time and actor come in `given`; the switch has no default, so a new command breaks the build.
 */
export function decide(command: Command, state: DealState, given: Given): Happening[] {
  switch (command.type) {
    case 'create':
      return decideCreate(command, state);
    case 'submit':
      return decideSubmit(state);
    case 'change_package':
      return decidePackageChange(command.draftRevision, state);
    case 'round_prepared':
      return decideRoundPrepared(command.plan, state);
    case 'package_frozen':
      return state.package ? [] : [{ type: 'quote.version_created', data: command.package }];
    case 'package_refused':
      return decidePackageRefused(command, state);
    case 'decide_step':
      return decideStep(command, state, given);
    case 'hand_over_step':
      return decideStepHandOver(command, state, given);
    case 'recall':
      return decideRecall(command.taskId, state, given);
    case 'withdraw':
      return decideWithdraw(command.noteId, state, given);
    case 'approvers_changed':
      return [];
    case 'step_opened':
      return decideStepOpened(command, state);
    case 'step_replanned':
      return decideStepReplanned(command, state);
    case 'remind_step':
    case 'escalate_step':
    case 'stuck_step':
    case 'act_on_decision':
    case 'expire_round':
      return decideApprovalDeadline(command, state, given.now);
    case 'accept':
      return decideAccept(state, given);
    case 'mark_signed':
      return decideSigned(state, given);
    case 'expire_quote':
      return decideQuoteExpiry(state, given.now);
    case 'mark_delivered':
      return decideDelivered(command.on, state);
    case 'release_invoice':
      return decideRelease(command.instalment, state);
    case 'billing_planned':
      return decideBillingPlanned(command.instalments, state);
    case 'invoice_issued':
      return decideIssued(command.instalment, command.facts, state);
    case 'invoice_refused':
      return decideInvoiceRefused(command, state);
    case 'payment_recorded':
      return decidePayment(command, state);
    case 'pauses_changed':
    case 'reminder_policy_changed':
      return [];
    case 'address_changed':
      return decideAddressChanged(state);
    case 'invoice_viewed':
      return decideViewed(command.invoiceId, state);
    case 'confirm_receipt':
      return decideReceipt(command.invoiceId, state);
    case 'letter_reported':
      return decideLetterReported(command, state);
    case 'settle_letter':
      return decideSettled(command, state);
    case 'decide_held':
      return decideHeld(command, state);
    case 'watch_due':
      return decideWatch(command.invoiceId, command.watch, { state, now: given.now });
    case 'reminders_planned':
      return decideRemindersPlanned(command.facts, state);
    case 'rung_finished':
      return decideRungFinished(command, state);
    case 'skip_rung':
      return decideSkip(command.invoiceId, command.rung, state);
    case 'invoice_overdue':
      return decideOverdue(command.invoiceId, state, given.now);
    case 'pause_reminders':
      return decidePause(command, state, given);
    case 'resume_reminders':
      return decideResume(command, state);
    case 'promise_to_pay':
      return decidePromise(command, state, given);
    case 'dispute':
      return decideDispute(command, state, given);
    case 'claim_payment':
      return decideClaimed(command, state, given);
    case 'add_payment_order':
      return decideOrderAdded(command, state);
    case 'resolve_dispute':
      return decideResolve(command, state);
    case 'invoice_credited':
      return decideCredited(command, state);
    case 'pause_begins':
      return decidePauseBegins(command.pauseId, state, given.now);
    case 'pause_over':
      return decidePauseOver(command.pauseId, state, given.now);
    case 'lift_hold':
      return decideLift(command);
    case 'lift_weighed':
      return decideLiftWeighed(command, state);
    case 'close':
      return decideClose(command, state);
    case 'hand_over_deal':
      return decideDealHandOver(command, state);
    case 'document_created':
      return [{ type: 'document.created', data: { kind: command.kind, subjectId: command.subjectId, documentIds: command.documentIds } }];
    case 'invoice_letter_finished':
      return decideInvoiceLetter(command, state);
    case 'effect_failed':
      return [{ type: 'deal.stuck', data: { what: command.what, code: command.code, retryAt: command.retryAt } }];
    case 'effect_recovered':
      return state.stuck[command.what] ? [{ type: 'deal.unstuck', data: { what: command.what } }] : [];
    case 'refuse':
      return [{ type: 'command.refused', data: { command: command.command, code: command.code } }];
  }
}

function decideCreate(fact: Extract<Fact, { type: 'create' }>, state: DealState): Happening[] {
  if (state.n > 0) return [];
  const created: Happening = { type: 'deal.created', data: { entryStage: fact.entryStage } };
  const issued = fact.invoices.map((facts, index): Happening => ({ type: 'invoice.issued', data: { instalment: index + 1, external: true, ...facts } }));
  const submitted = fact.submit || fact.entryStage === 'approving';
  return [created, ...(submitted ? decideSubmit(state) : []), ...issued];
}

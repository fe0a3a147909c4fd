import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Fact, Request } from './commands.ts';
import type { Happening } from './events.ts';
import { billing, invoiceOf } from './invoicing.ts';
import { wrongStage } from './quoting.ts';
import { type DealState, type InvoiceState, isSettled } from './state.ts';

type Of<T extends Request['type']> = Extract<Request, { type: T }>;

/** A letter that was left unsent, or that failed after the end of the deal, is no bounce: nobody has to look at an address. */
export function decideInvoiceLetter(fact: Extract<Fact, { type: 'invoice_letter_finished' }>, state: DealState): Happening[] {
  const { invoiceId, outcome, reason } = fact;
  if (outcome === 'skipped' || (outcome !== 'sent' && state.phase.status === 'closed')) return [];
  const tries = state.phase.status === 'billing' ? (state.phase.invoices[invoiceId]?.letter?.tries ?? 1) : 1;
  const attempt = tries > 1 ? { attempt: tries } : {};
  return [outcome === 'sent' ? { type: 'invoice.sent', data: { invoiceId, ...attempt } } : { type: 'invoice.undeliverable', data: { invoiceId, outcome, reason, ...attempt } }];
}

/** A person has opened the invoice; only the first time is news (DT2). */
export function decideViewed(invoiceId: string, state: DealState): Happening[] {
  return invoiceOf(billing(state, 'viewed'), invoiceId).viewedAt ? [] : [{ type: 'invoice.viewed', data: { invoiceId } }];
}

/** The customer has the invoice in hand, by its own word or that of its system (DT6); once more is no news. */
export function decideReceipt(invoiceId: string, state: DealState): Happening[] {
  return invoiceOf(billing(state, 'received'), invoiceId).receivedAt ? [] : [{ type: 'receipt.confirmed', data: { invoiceId } }];
}

/** A letter came back after the mail server had taken it, or its reader complained of it. A second report of the same letter changes nothing. */
export function decideLetterReported(command: Of<'letter_reported'>, state: DealState): Happening[] {
  const { invoiceId, rung, meaning, code } = command;
  const invoice = invoiceOf(billing(state, 'reported'), invoiceId);
  if (meaning === 'complaint') return [{ type: 'letter.complained', data: { invoiceId, rung } }];
  const known = rung === null ? invoice.letter?.state === 'returned' : invoice.settled[rung] === 'undeliverable';
  return known ? [] : [{ type: 'letter.returned', data: { invoiceId, rung, reason: meaning, code } }];
}

/** The customer has another address: what came back from the old one is posted anew, and the ladders are planned again. */
export function decideAddressChanged({ phase }: DealState): Happening[] {
  if (phase.status !== 'billing') return [];
  const cameBack = Object.values(phase.invoices).filter(invoice => !isSettled(invoice) && invoice.letter?.state === 'returned');
  return [{ type: 'address.changed', data: {} }, ...cameBack.map(({ invoiceId, letter }): Happening => ({ type: 'invoice.reposted', data: { invoiceId, letterNo: (letter?.no ?? 1) + 1 } }))];
}

/** A person has found out what became of a letter without an answer: it arrived, or it is to be sent again. */
export function decideSettled(command: Of<'settle_letter'>, state: DealState): Happening[] {
  const { letterId, invoiceId, rung, outcome, noteId, reasonText } = command;
  const invoice = invoiceOf(billing(state, 'settled'), invoiceId);
  if (noteId === null && !reasonText) throw new RuleViolation('reason_required', 'Say how it is known.', { pointer: '#/reason' });
  const stands = rung === null ? (invoice.letter?.state ?? 'verify') : (invoice.settled[rung] ?? 'planned');
  if (stands !== 'verify') {
    if (outcome === 'arrived' ? stands === 'sent' : stands === 'on_its_way' || stands === 'planned') return [];
    throw new RuleViolation('letter_not_uncertain', 'It is known what became of this letter.', { state: stands });
  }
  if (outcome === 'send_again') refuseNeedless(invoice, command, state);
  const settled: Happening = { type: 'letter.settled', data: { letterId, invoiceId, rung, outcome, noteId, reasonText } };
  return outcome === 'arrived' && rung === null ? [settled, { type: 'invoice.sent', data: { invoiceId, attempt: (invoice.letter?.tries ?? 1) + 1 } }] : [settled];
}

/**
 * What is paid or credited whole is not written about, a rung that the ladder has no more has no hour to go at, and one that a later
 * rung has overtaken never goes (Q2C.md 6).
 */
function refuseNeedless(invoice: InvoiceState, command: Of<'settle_letter'>, state: DealState): void {
  const { rung, anyLadder = false } = command;
  if (isSettled(invoice)) throw new RuleViolation('invoice_not_open', 'Nothing is owed on this invoice any more; there is nothing to write about.');
  if (isOfNoRung(command, state) && !anyLadder) {
    const sentence = 'Another ladder is in force for this invoice, and it has no such reminder, so the letter cannot go again. Write to the customer yourself, then settle the letter as arrived.';
    throw new RuleViolation('reminder_not_in_ladder', sentence, { rung });
  }
  const later = invoice.rungs.slice(invoice.rungs.findIndex(r => r.rung === rung) + 1);
  const overtaken = rung !== null && later.some(r => (invoice.settled[r.rung] ?? 'skipped') !== 'skipped');
  if (overtaken || (rung !== null && invoice.status === 'manual')) throw wrongStage('reminded so again: a later step of the ladder has been taken', state);
}

/** Whether somebody speaks of the letter of a rung that the invoice's ladder has no more, for another policy was taken on since. */
export function isOfNoRung({ invoiceId, rung }: Of<'settle_letter'>, { phase }: DealState): boolean {
  const ladder = phase.status === 'billing' ? phase.invoices[invoiceId]?.rungs : undefined;
  return rung !== null && ladder !== undefined && !ladder.some(each => each.rung === rung);
}

/** Finance decides about a reminder that is held: it goes past the check of the bank data, and past no other; or it goes never. */
export function decideHeld(command: Of<'decide_held'>, state: DealState): Happening[] {
  const { outcome, invoiceId, rung, noteId, reasonText } = command;
  const invoice = invoiceOf(billing(state, 'reminded of'), invoiceId);
  const planned = invoice.rungs.find(r => r.rung === rung);
  if (!planned || invoice.status !== 'open' || invoice.settled[rung] || !invoice.heldUntil[rung]) {
    if (outcome === 'send_now' ? invoice.waived?.includes(rung) : invoice.settled[rung] === 'skipped') return [];
    throw new RuleViolation('reminder_not_held', 'This reminder is not held; there is nothing to decide.', { rung });
  }
  if (noteId === null && !reasonText) throw new RuleViolation('reason_required', 'Say why.', { pointer: '#/reason' });
  const data = { invoiceId, rung, dueAt: planned.at, noteId, reasonText };
  return outcome === 'send_now' ? [{ type: 'reminder.released', data: { ...data, reason: null } }] : [{ type: 'reminder.skipped', data: { ...data, reason: 'by_decision' } }];
}

import type { ReminderPlan } from '../ports.ts';
import type { Request, RungFinished } from './commands.ts';
import type { Happening } from './events.ts';
import { billing, invoiceOf } from './invoicing.ts';
import { promisesKept } from './promising.ts';
import { type Billing, type DealState, type InvoiceState, isSettled, remainingMinor } from './state.ts';

/** Money placed on an invoice of the deal. The allocation's id makes a repeat harmless; order does not matter (INV-8, INV-11). */
export function decidePayment(command: Extract<Request, { type: 'payment_recorded' }>, state: DealState): Happening[] {
  const phase = billing(state, 'paid');
  const { invoiceId, paymentId, allocationId, amountMinor } = command;
  const invoice = invoiceOf(phase, invoiceId);
  if (invoice.allocationIds.includes(allocationId)) return [];
  const received: Happening = { type: 'payment.received', data: { invoiceId, paymentId, allocationId, amountMinor } };
  const after = { ...invoice, paidMinor: invoice.paidMinor + amountMinor };
  const kept = promisesKept(phase, after);
  if (remainingMinor(after) > 0 || isSettled(invoice)) return [received, ...kept];
  return [received, ...kept, { type: 'invoice.paid', data: { invoiceId } }, ...closedWithLast(phase, { invoiceId, status: 'paid', noteId: null })];
}

/** With its last invoice settled a deal ends: as paid, or as cancelled where nothing of it was ever paid. */
export function closedWithLast(phase: Billing, { invoiceId, status, noteId }: { invoiceId: string; status: 'paid' | 'void'; noteId: string | null }): Happening[] {
  const others = Object.values(phase.invoices).filter(other => other.invoiceId !== invoiceId);
  const allIssued = (phase.instalments ?? []).every(i => i.state === 'issued');
  if (!allIssued || !others.every(isSettled)) return [];
  const closing = status === 'paid' || others.some(other => other.status === 'paid') ? 'paid' : 'cancelled';
  return [{ type: 'deal.closed', data: { closing, noteId: closing === 'cancelled' ? noteId : null, reasonText: null } }];
}

/** A fresh plan of an invoice's ladder. A rung that waits and that the plan has no more never goes, and the reason is recorded (INV-9). */
export function decideRemindersPlanned({ dropped = [], ...facts }: ReminderPlan, state: DealState): Happening[] {
  const { phase } = state;
  const invoice = phase.status === 'billing' ? phase.invoices[facts.invoiceId] : undefined;
  if (invoice?.status !== 'open') return [];
  const open = dropped.filter(({ rung }) => !invoice.settled[rung]);
  return [{ type: 'reminder.planned', data: facts }, ...open.map(({ rung, dueAt }): Happening => ({ type: 'reminder.skipped', data: { ...ofRung(invoice, rung), dueAt, reason: 'policy_change' } }))];
}

/** A rung as its events name it; the letter of one that a person has had sent again has an outcome of its own. */
function ofRung({ invoiceId, resent }: InvoiceState, rung: string): { invoiceId: string; rung: string; attempt?: number } {
  const again = resent?.[rung];
  return { invoiceId, rung, ...(again ? { attempt: again + 1 } : {}) };
}

/** The fate of a rung, as the critical section of the letter found it (Q2C.md 6). What became of a letter is recorded where a new plan has left its rung behind, too. */
export function decideRungFinished(fact: RungFinished, state: DealState): Happening[] {
  const { phase } = state;
  const invoice = chasedInvoice(fact.invoiceId, state);
  if (!invoice) return [];
  const dueAt = isLeftBehind(fact, state) ? fact.dueAt : invoice.settled[fact.rung] ? undefined : plannedRung(invoice, fact.rung)?.at;
  if (dueAt === undefined) return [];
  const data = { ...ofRung(invoice, fact.rung), dueAt, reason: fact.reason };
  // The end of a deal is the reason of every rung still open; one of them may be under way.
  const older = phase.status === 'billing' ? overtaken(invoice, fact.rung) : [];
  switch (fact.outcome) {
    case 'sent':
      return [...older, { type: 'reminder.sent', data }];
    case 'skipped':
      return [...older, { type: 'reminder.skipped', data }];
    case 'held':
      return [{ type: 'reminder.held', data: { ...data, heldUntil: fact.heldUntil ?? '' } }];
    case 'verify':
    case 'undeliverable':
      return [...older, { type: 'reminder.unresolved', data: { ...data, outcome: fact.outcome } }];
    case 'done':
      return [...older, { type: 'collection.manual_started', data }];
  }
}

/**
 * Whether a rung has got an end that its plan knows nothing of, because a new plan was made while its letter was under way: the plan has it no more, or
 * takes it for missed. A plan that skips is a guess about such a rung, and what its letter's row says is a fact.
 */
export function isLeftBehind({ invoiceId, rung, outcome }: RungFinished, state: DealState): boolean {
  const invoice = chasedInvoice(invoiceId, state);
  if (!invoice || outcome === 'held') return false;
  const planned = plannedRung(invoice, rung);
  const fate = invoice.settled[rung];
  if (fate === undefined) return planned === undefined;
  return fate === 'skipped' && outcome !== 'skipped' && (planned === undefined || planned.outcome === 'skipped');
}

const plannedRung = (invoice: InvoiceState, rung: string) => invoice.rungs.find(r => r.rung === rung);

function chasedInvoice(invoiceId: string, { phase }: DealState): InvoiceState | undefined {
  return phase.status === 'billing' || phase.status === 'closed' ? phase.invoices[invoiceId] : undefined;
}

/** Older rungs that a pause kept from leaving: once a later one has had its fate they never go, and the reason is recorded (INV-2). What one that was still to go waited for is none. */
function overtaken(invoice: InvoiceState, rung: string): Happening[] {
  const older = invoice.rungs.slice(
    0,
    Math.max(
      0,
      invoice.rungs.findIndex(r => r.rung === rung),
    ),
  );
  return older
    .filter(r => !invoice.settled[r.rung])
    .map(r => ({ type: 'reminder.skipped', data: { invoiceId: invoice.invoiceId, rung: r.rung, dueAt: r.at, reason: (r.outcome === 'will_send' ? null : r.reason) ?? 'missed' } }));
}

/** The due date of an open invoice has passed. */
export function decideOverdue(invoiceId: string, state: DealState, now: string): Happening[] {
  const invoice = openInvoice(state, invoiceId);
  return invoice && !invoice.overdue && now >= invoice.overdueFromAt ? [{ type: 'invoice.overdue', data: { invoiceId } }] : [];
}

/** A rung that the plan skips is recorded as skipped at its own instant, with the plan's reason. */
export function decideSkip(invoiceId: string, rung: string, state: DealState): Happening[] {
  const planned = openInvoice(state, invoiceId)?.rungs.find(r => r.rung === rung && r.outcome === 'skipped');
  return planned ? [{ type: 'reminder.skipped', data: { invoiceId, rung, dueAt: planned.at, reason: planned.reason } }] : [];
}

export function openInvoice(state: DealState, invoiceId: string): InvoiceState | undefined {
  const { phase } = state;
  const invoice = phase.status === 'billing' ? phase.invoices[invoiceId] : undefined;
  return invoice && !isSettled(invoice) ? invoice : undefined;
}

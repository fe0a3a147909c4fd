import type { RungPlan } from '../ports.ts';
import type { Deadline } from './commands.ts';
import { type Approving, type Billing, type DealState, type InvoiceState, isSettled, type Pause } from './state.ts';
import { watchesDue } from './watching.ts';

/** A thing that time alone will do: when, the command it gives (none where an effect follows: the letter of a rung, the plan of a step), and its name for people. */
export type Due = Readonly<{ at: string; command: Deadline | null; code: string }>;

/** Everything the deal has coming, soonest first. The loop waits for the first; pages and the Web UI show it. */
export function deadlines(state: DealState): Due[] {
  return dueOf(state).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function dueOf(state: DealState): Due[] {
  const { phase } = state;
  switch (phase.status) {
    case 'quoting':
    case 'closed':
      return [];
    case 'approving':
      return phase.repackaging ? [] : approvalDue(phase);
    case 'accepting':
      return phase.repackaging ? [] : [{ at: phase.validUntilAt, command: { type: 'expire_quote' }, code: 'quote_expiry' }];
    case 'billing':
      return billingDue(phase);
  }
}

function approvalDue({ open, round, version, expiresAt }: Approving): Due[] {
  const expiry: Due = { at: expiresAt, command: { type: 'expire_round', round, version }, code: 'round_expiry' };
  if (!open) return [expiry];
  const { taskId } = open;
  if (open.decision) return [{ at: open.decision.actsAt, command: { type: 'act_on_decision', taskId }, code: 'undo_window' }];
  const [at50, at80] = open.remindAt;
  const due: Due[] = [expiry];
  if (at50 && open.reminded < 50) due.push({ at: at50, command: { type: 'remind_step', taskId, mark: 50 }, code: 'reminder_50' });
  if (at80 && open.reminded < 80) due.push({ at: at80, command: { type: 'remind_step', taskId, mark: 80 }, code: 'reminder_80' });
  if (!open.escalated) due.push({ at: open.dueAt, command: { type: 'escalate_step', taskId }, code: 'escalation' });
  if (!open.stuck) due.push({ at: open.stuckAt, command: { type: 'stuck_step', taskId }, code: 'stuck' });
  if (open.turnsAt) due.push({ at: open.turnsAt, command: null, code: 'approver_turn' });
  return due;
}

/**
 * True where a new plan has left marks of the step's clock behind it that nobody has been told of yet: they are given at once. Deals
 * from before people had hours of their own waited for their next instant.
 */
export function isBehind(state: DealState, now: string): boolean {
  const { phase } = state;
  if (phase.status !== 'approving' || !phase.open?.clock) return false;
  return deadlines(state).some(due => due.command !== null && due.at <= now);
}

function billingDue(phase: Billing): Due[] {
  return [...phase.pauses.flatMap(pauseDue), ...Object.values(phase.invoices).flatMap(invoice => [...invoiceDue(invoice), ...watchDue(invoice, phase)])];
}

function pauseDue({ pauseId, kind, begun, fromAt, untilAt }: Pause): Due[] {
  const over: Due = { at: untilAt, command: { type: 'pause_over', pauseId }, code: `${kind}_over` };
  return begun === false ? [{ at: fromAt, command: { type: 'pause_begins', pauseId }, code: 'pause_begins' }, over] : [over];
}

function watchDue(invoice: InvoiceState, phase: Billing): Due[] {
  const { invoiceId } = invoice;
  return watchesDue(invoice, phase).map(({ kind, at }) => ({ at, command: { type: 'watch_due', invoiceId, watch: kind }, code: `watch:${kind}` }));
}

function invoiceDue(invoice: InvoiceState): Due[] {
  if (isSettled(invoice)) return [];
  const { invoiceId } = invoice;
  const overdue: Due[] = invoice.overdue ? [] : [{ at: invoice.overdueFromAt, command: { type: 'invoice_overdue', invoiceId }, code: 'overdue' }];
  const rungs = invoice.rungs
    .filter(r => !invoice.settled[r.rung] && (r.outcome === 'will_send' || r.outcome === 'skipped'))
    .map((planned): Due => {
      const { rung, at, outcome } = planned;
      if (outcome === 'skipped') return { at, command: { type: 'skip_rung', invoiceId, rung }, code: `skip:${rung}` };
      return { at: invoice.heldUntil[rung] ?? at, command: null, code: `${endsLetters(planned) ? 'end' : 'rung'}:${rung}` };
    });
  return [...overdue, ...rungs];
}

/** The rung with which letters stop and a person begins. */
export function endsLetters({ rung, ends }: RungPlan): boolean {
  return ends ?? rung === '+21';
}

/** The letter that will leave next, of one invoice or over all of the deal, or null where none is planned. */
export function nextLetter(state: DealState, invoiceId: string | null = null): { invoiceId: string; rung: string; at: string } | null {
  if (state.phase.status !== 'billing') return null;
  const letters = Object.values(state.phase.invoices)
    .filter(invoice => invoice.status === 'open' && (invoiceId === null || invoice.invoiceId === invoiceId))
    .flatMap(invoice =>
      invoice.rungs
        .filter(r => r.outcome === 'will_send' && !endsLetters(r) && !invoice.settled[r.rung])
        .map(r => ({ invoiceId: invoice.invoiceId, rung: r.rung, at: invoice.heldUntil[r.rung] ?? r.at })),
    );
  return letters.sort((a, b) => (a.at < b.at ? -1 : 1))[0] ?? null;
}

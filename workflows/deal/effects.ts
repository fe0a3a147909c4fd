import type { LetterKind } from '../ports.ts';
import type { DealEvent } from './events.ts';
import type { DealState } from './state.ts';

/** Short database steps: done at once, one after another, before anybody is answered. */
export type PlanEffect =
  | { kind: 'prepare_round' }
  | { kind: 'freeze_package' }
  | { kind: 'open_step'; position: number }
  | { kind: 'replan_step'; taskId: string }
  | { kind: 'plan_billing' }
  | { kind: 'issue_invoice'; instalment: number }
  | { kind: 'plan_reminders'; invoiceId: string };

/** Documents and the letters whose outcome the deal must know: they run beside the loop, so that no browser and no mail server can hold up a decision. */
export type SlowEffect =
  | { kind: 'document'; document: 'quote' | 'invoice'; subjectId: string }
  | { kind: 'invoice_letter'; invoiceId: string; letterNo?: number }
  | { kind: 'rung'; invoiceId: string; rung: string; dueAt: string };

/** A letter that is only news: recorded with its event, sent by the relay, of no further concern to the deal. */
export type Notice = { kind: 'notice'; letter: LetterKind; subjectId: string; detail: string | null; toUserId: string | null };

export type Effect = PlanEffect | SlowEffect | Notice;

/** What must be done in the world because of an event, given the state after it. Pure; most events ask for nothing. */
export function effectsOf(event: DealEvent, state: DealState): Effect[] {
  switch (event.type) {
    case 'deal.created':
      return event.data.entryStage === 'invoicing' ? [{ kind: 'freeze_package' }] : [];
    case 'deal.submitted':
      return [{ kind: 'prepare_round' }];
    case 'approval.superseded':
      return [{ kind: 'prepare_round' }, ...tellWhoWasAsked('approval_superseded', event.data, null)];
    case 'quote.version_created':
      return [{ kind: 'document', document: 'quote', subjectId: event.data.packageId }, ...(state.phase.status === 'billing' ? [{ kind: 'plan_billing' } as const] : [])];
    case 'approval.requested':
      return [notice('approval_request', event.data.taskId, { toUserId: event.data.personId })];
    case 'approval.reminded':
      return [notice('approval_reminder', event.data.taskId, { detail: String(event.data.mark), toUserId: personInHand(state) })];
    case 'approval.escalated':
      return [notice('approval_escalated', event.data.taskId, { toUserId: event.data.superiorId })];
    case 'approval.stuck':
      return [notice('approval_stuck', event.data.taskId, {})];
    case 'approval.handed_over':
      return [notice('approval_request', event.data.taskId, { toUserId: event.data.toUserId }), ...planByOwnWeek(state)];
    case 'approval.recalled':
      return planByOwnWeek(state);
    case 'approval.replanned':
      return [...tellNewHolder(event.data), ...tellNewSuperior(event.data)];
    case 'approval.withdrawn':
      return tellWhoWasAsked('approval_withdrawn', event.data, event.data.noteId);
    case 'approval.step_closed':
      return state.phase.status === 'approving' && state.phase.position < state.phase.steps.length && event.data.decision === 'approved' ? [{ kind: 'open_step', position: state.phase.position }] : [];
    case 'deal.returned':
      return tellOwnerOfReturn(event.data, state);
    case 'deal.approved':
    case 'quote.accepted':
    case 'contract.signed':
      return state.phase.status === 'billing' ? [{ kind: 'plan_billing' }] : [];
    case 'billing.planned':
    case 'deal.delivered':
      return issuing(state);
    case 'invoice.released':
      return [{ kind: 'issue_invoice', instalment: event.data.instalment }];
    case 'invoice.issued':
      return event.data.external ? replan(state, event.data.invoiceId) : [{ kind: 'document', document: 'invoice', subjectId: event.data.invoiceId }];
    case 'document.created':
      return event.data.kind === 'invoice' ? [{ kind: 'invoice_letter', invoiceId: event.data.subjectId }] : [];
    case 'reminder.sent':
      return plannedWithout(event.data, state);
    case 'reminder.unresolved':
      return [...plannedWithout(event.data, state), notice('delivery_problem', event.data.invoiceId, { detail: event.data.reason, toUserId: state.ownerId })];
    case 'invoice.undeliverable':
    case 'letter.returned':
      return [notice('delivery_problem', event.data.invoiceId, { detail: event.data.reason, toUserId: state.ownerId })];
    case 'letter.complained':
      return [notice('delivery_problem', event.data.invoiceId, { detail: 'complaint', toUserId: state.ownerId })];
    case 'watch.raised':
      return [notice('delivery_problem', event.data.invoiceId, { detail: event.data.watch, toUserId: state.ownerId })];
    case 'invoice.reposted':
      return [{ kind: 'invoice_letter', invoiceId: event.data.invoiceId, letterNo: event.data.letterNo }];
    case 'letter.settled':
      return event.data.outcome === 'send_again' ? sentAgain(event.data, state) : [];
    case 'address.changed':
      return replan(state, null);
    case 'payment.received':
      // Money taken back is no news of money; the debt is chased again.
      return event.data.amountMinor < 0
        ? replan(state, event.data.invoiceId)
        : [...replanWhereClaimed(state, event.data.invoiceId), notice('payment_received', event.data.paymentId, { detail: event.data.invoiceId, toUserId: state.ownerId })];
    case 'invoice.paid':
      return [notice('thank_you', event.data.invoiceId, {})];
    case 'invoice.credited':
    case 'reminder.paused':
    case 'reminder.resumed':
    case 'promise.made':
    case 'dispute.opened':
    case 'dispute.resolved':
      return replan(state, event.data.invoiceId);
    case 'payment.claimed':
      // Finance and the owner of the deal are told; who they are, the letter finds out.
      return [...replan(state, event.data.invoiceId), notice('payment_claimed', event.data.invoiceId, { detail: event.data.pauseId })];
    case 'promise.broken':
      return [...replan(state, event.data.invoiceId), notice('promise_broken', event.data.invoiceId, { detail: event.data.pauseId, toUserId: state.ownerId })];
    case 'deal.submit_refused':
    case 'deal.draft_changed':
    case 'approval.round_started':
    case 'approval.decided':
    case 'approval.expired':
    case 'quote.expired':
    case 'invoice.review_required':
    case 'invoice.refused':
    case 'invoice.sent':
    case 'invoice.overdue':
    case 'reminder.planned':
    case 'reminder.skipped':
    case 'reminder.held':
    case 'reminder.released':
    case 'invoice.viewed':
    case 'receipt.confirmed':
    case 'collection.manual_started':
    case 'reminder.pause_begun':
    case 'promise.kept':
    case 'payment_order.added':
    case 'invoice.closed':
    case 'hold.lifted':
    case 'deal.handed_over':
    case 'deal.closed':
    case 'deal.stuck':
    case 'deal.unstuck':
    case 'command.refused':
      return [];
  }
}

/** The rungs whose instant has come and that have no fate yet; their letters are effects of time alone. */
export function dueRungs(state: DealState, now: string): Extract<SlowEffect, { kind: 'rung' }>[] {
  if (state.phase.status !== 'billing') return [];
  return Object.values(state.phase.invoices)
    .filter(invoice => invoice.status === 'open')
    .flatMap(invoice =>
      invoice.rungs
        .filter(r => r.outcome === 'will_send' && !invoice.settled[r.rung] && (invoice.heldUntil[r.rung] ?? r.at) <= now)
        .map(r => ({ kind: 'rung' as const, invoiceId: invoice.invoiceId, rung: r.rung, dueAt: r.at })),
    );
}

type RungEffect = Extract<SlowEffect, { kind: 'rung' }>;

/**
 * A rung that is due alone goes, where it is not under way already. Where downtime left several rungs of one invoice due, its ladder is planned anew
 * instead, whether or not one of them is under way: the policy on missed rungs decides, and never do two letters leave at once (Q2C.md 6).
 */
export function rungsOrNewPlan(state: DealState, due: readonly RungEffect[], isRunning: (rung: RungEffect) => boolean = () => false): Effect[] {
  return [...Map.groupBy(due, rung => rung.invoiceId)].flatMap(([invoiceId, rungs]): Effect[] => (rungs.length > 1 ? replan(state, invoiceId) : rungs.filter(rung => !isRunning(rung))));
}

/** Whether a rung is due beside one of the same invoice that is under way, waiting for a worker perhaps. */
export function meetsRunning(due: readonly RungEffect[], isRunning: (rung: RungEffect) => boolean): boolean {
  return due.some(rung => !isRunning(rung) && due.some(other => other.invoiceId === rung.invoiceId && isRunning(other)));
}

/** A rung that ceased to be due while its letter waited for another try: passed over, moved by a new plan, paid, or closed. */
export function isNoLongerDue(state: DealState, effect: SlowEffect | PlanEffect, now: string): boolean {
  return effect.kind === 'rung' && !dueRungs(state, now).some(due => due.invoiceId === effect.invoiceId && due.rung === effect.rung);
}

/**
 * The plan of the step in hand where the day of a cover has come, and when it came; null while it has not. What is due later than that
 * is for whoever the plan finds.
 */
export function dueTurn(state: DealState, now: string): Readonly<{ at: string; effect: PlanEffect }> | null {
  const [effect] = replanApprovers(state);
  const turnsAt = state.phase.status === 'approving' ? state.phase.open?.turnsAt : null;
  return effect && turnsAt && turnsAt <= now ? { at: turnsAt, effect } : null;
}

/** The clock of a step goes on by the week of whoever has it now. A step from before people had hours of their own keeps the company's. */
function planByOwnWeek(state: DealState): PlanEffect[] {
  return state.phase.status === 'approving' && state.phase.open?.clock ? replanApprovers(state) : [];
}

/** The person and the clock of the step that waits for a decision, planned anew. */
export function replanApprovers({ phase }: DealState): PlanEffect[] {
  return phase.status === 'approving' && phase.open && !phase.open.decision ? [{ kind: 'replan_step', taskId: phase.open.taskId }] : [];
}

/** Re-plans one invoice, or every open one of the deal. */
export function replan(state: DealState, invoiceId: string | null): PlanEffect[] {
  if (state.phase.status !== 'billing') return [];
  const open = Object.values(state.phase.invoices).filter(invoice => invoice.status === 'open' && (invoiceId === null || invoice.invoiceId === invoiceId));
  return open.map(invoice => ({ kind: 'plan_reminders', invoiceId: invoice.invoiceId }));
}

/** The letter of a rung goes by a new plan, which knows pauses and hours; the letter with the invoice goes at once. Both stay the letter they were. */
function sentAgain({ invoiceId, rung }: { invoiceId: string; rung: string | null }, state: DealState): Effect[] {
  if (rung !== null) return replan(state, invoiceId);
  const letterNo = state.phase.status === 'billing' ? (state.phase.invoices[invoiceId]?.letter?.no ?? 1) : 1;
  return [{ kind: 'invoice_letter', invoiceId, ...(letterNo > 1 ? { letterNo } : {}) }];
}

/** A plan that has no such rung was made before it was known that its letter has gone: what lies before that letter is left out of the next one. */
function plannedWithout({ invoiceId, rung }: { invoiceId: string; rung: string }, state: DealState): PlanEffect[] {
  const invoice = state.phase.status === 'billing' ? state.phase.invoices[invoiceId] : undefined;
  return invoice && !invoice.rungs.some(r => r.rung === rung) ? replan(state, invoiceId) : [];
}

/** Where a part of a debt is promised or disputed, every payment changes what is left to ask for. */
function replanWhereClaimed(state: DealState, invoiceId: string): PlanEffect[] {
  const isClaimed = state.phase.status === 'billing' && state.phase.pauses.some(pause => pause.claim && pause.invoiceId === invoiceId);
  return isClaimed ? replan(state, invoiceId) : [];
}

function issuing(state: DealState): PlanEffect[] {
  if (state.phase.status !== 'billing') return [];
  return (state.phase.instalments ?? []).filter(i => i.state === 'issuing').map(i => ({ kind: 'issue_invoice', instalment: i.no }));
}

function tellWhoWasAsked(kind: 'approval_superseded' | 'approval_withdrawn', { taskId, personId }: { taskId: string | null; personId: string | null }, noteId: string | null): Notice[] {
  return taskId ? [notice(kind, taskId, { detail: noteId, toUserId: personId })] : [];
}

function tellNewHolder({ taskId, fromUserId, personId }: { taskId: string; fromUserId: string; personId: string }): Notice[] {
  return fromUserId === personId ? [] : [notice('approval_request', taskId, { toUserId: personId })];
}

/** Nobody is told of a late step twice: whoever gets the step now is asked by another letter. */
function tellNewSuperior({ taskId, personId, newSuperiorId }: { taskId: string; personId: string; newSuperiorId?: string }): Notice[] {
  return newSuperiorId === undefined || newSuperiorId === personId ? [] : [notice('approval_escalated', taskId, { toUserId: newSuperiorId })];
}

/** The owner who took the deal back himself needs no letter about it. */
function tellOwnerOfReturn({ decision, noteId }: { decision: string; noteId: string | null }, state: DealState): Notice[] {
  if (decision === 'withdrawn') return [];
  return [notice(decision === 'expired' ? 'round_expired' : 'deal_rejected', state.dealId, { detail: noteId, toUserId: state.ownerId })];
}

function personInHand({ phase }: DealState): string | null {
  return phase.status === 'approving' ? (phase.open?.personId ?? null) : null;
}

function notice(kind: LetterKind, subjectId: string, to: { detail?: string | null; toUserId?: string | null }): Notice {
  return { kind: 'notice', letter: kind, subjectId, detail: to.detail ?? null, toUserId: to.toUserId ?? null };
}

import type { DealEvent } from './events.ts';
import { evolveApproving } from './evolve-approving.ts';
import { evolveBilling, withInvoice } from './evolve-billing.ts';
import { evolveDelivery } from './evolve-delivery.ts';
import { evolvePauses } from './evolve-pauses.ts';
import type { Billing, DealState, Phase } from './state.ts';

/** The state after an event. Pure; folding all events of a deal from its start gives its state (INV-6). */
export function evolve(state: DealState, event: DealEvent): DealState {
  const next: DealState = { ...state, n: event.n };
  switch (event.type) {
    case 'deal.created':
      return event.data.entryStage === 'invoicing' || event.data.entryStage === 'collecting'
        ? { ...next, phase: emptyBilling(event.at, event.data.entryStage === 'collecting') }
        : { ...next, phase: { status: 'quoting', since: event.at, preparing: false, returned: null } };
    case 'deal.submitted':
      return { ...next, round: event.data.round, phase: { status: 'quoting', since: event.at, preparing: true, returned: null } };
    case 'deal.submit_refused':
      return { ...next, phase: { status: 'quoting', since: event.at, preparing: false, returned: event.data.code } };
    case 'deal.returned':
      return { ...next, phase: { status: 'quoting', since: event.at, preparing: false, returned: event.data.decision } };
    case 'quote.version_created':
      return { ...next, package: event.data };
    case 'deal.approved':
      return { ...next, phase: afterApproval(next, event.at) };
    case 'quote.accepted':
    case 'contract.signed':
      return { ...next, phase: emptyBilling(event.at, false) };
    case 'deal.handed_over':
      return { ...next, ownerId: event.data.toUserId };
    case 'deal.closed':
      return { ...next, stuck: {}, phase: { status: 'closed', since: event.at, closing: event.data.closing, invoices: invoicesOf(next.phase) } };
    case 'deal.stuck':
      return { ...next, stuck: { ...next.stuck, [event.data.what]: { code: event.data.code, since: next.stuck[event.data.what]?.since ?? event.at, retryAt: event.data.retryAt } } };
    case 'deal.unstuck': {
      const { [event.data.what]: _recovered, ...stuck } = next.stuck;
      return { ...next, stuck };
    }
    case 'approval.round_started':
    case 'approval.requested':
    case 'approval.reminded':
    case 'approval.escalated':
    case 'approval.stuck':
    case 'approval.decided':
    case 'approval.recalled':
    case 'approval.handed_over':
    case 'approval.replanned':
    case 'approval.step_closed':
    case 'approval.superseded':
      return evolveApproving(next, event);
    case 'billing.planned':
    case 'deal.delivered':
    case 'invoice.review_required':
    case 'invoice.released':
    case 'invoice.refused':
    case 'invoice.issued':
    case 'invoice.overdue':
    case 'invoice.paid':
    case 'invoice.credited':
    case 'invoice.closed':
    case 'payment.received':
    case 'reminder.planned':
    case 'reminder.sent':
    case 'reminder.skipped':
    case 'reminder.held':
    case 'reminder.unresolved':
    case 'collection.manual_started':
      return next.phase.status === 'billing' ? { ...next, phase: evolveBilling(next.phase, event) } : next;
    case 'reminder.paused':
    case 'reminder.pause_begun':
    case 'reminder.resumed':
    case 'promise.made':
    case 'promise.kept':
    case 'promise.broken':
    case 'dispute.opened':
    case 'dispute.resolved':
    case 'payment.claimed':
    case 'payment_order.added':
      return next.phase.status === 'billing' ? { ...next, phase: evolvePauses(next.phase, event) } : next;
    case 'invoice.sent':
    case 'invoice.undeliverable':
    case 'invoice.viewed':
    case 'invoice.reposted':
    case 'receipt.confirmed':
    case 'letter.returned':
    case 'letter.settled':
    case 'reminder.released':
    case 'watch.raised':
      return next.phase.status === 'billing' ? { ...next, phase: withInvoice(next.phase, event.data.invoiceId, invoice => evolveDelivery(invoice, event)) } : next;
    case 'deal.draft_changed':
    case 'approval.expired':
    case 'approval.withdrawn':
    case 'quote.expired':
    case 'document.created':
    case 'letter.complained':
    case 'address.changed':
    case 'hold.lifted':
    case 'command.refused':
      return next;
  }
}

function afterApproval(state: DealState, at: string): Phase {
  if (state.acceptance === 'none') return emptyBilling(at, false);
  return { status: 'accepting', since: at, mode: state.acceptance, validUntilAt: state.package?.validUntilAt ?? at, repackaging: false };
}

function emptyBilling(at: string, external: boolean): Billing {
  return { status: 'billing', since: at, deliveredOn: null, instalments: external ? [] : null, invoices: {}, pauses: [] };
}

function invoicesOf(phase: Phase): Billing['invoices'] {
  return phase.status === 'billing' ? phase.invoices : {};
}

import type { DealEvent } from './events.ts';
import { withInvoice } from './evolve-billing.ts';
import type { Billing, InvoiceState, Pause } from './state.ts';

type PauseEvent = Extract<
  DealEvent,
  { type: `reminder.${'paused' | 'pause_begun' | 'resumed'}` | `promise.${'made' | 'kept' | 'broken'}` | `dispute.${'opened' | 'resolved'}` | 'payment.claimed' | 'payment_order.added' }
>;

/** How what keeps reminders back begins and ends. */
export function evolvePauses(phase: Billing, event: PauseEvent): Billing {
  switch (event.type) {
    case 'reminder.paused': {
      const pause = pauseOf('pause', event.data);
      return { ...phase, pauses: [...without(phase.pauses, event.data.replaces), event.data.fromAt > event.at ? { ...pause, begun: false } : pause] };
    }
    case 'reminder.pause_begun':
      return { ...phase, pauses: phase.pauses.map(p => (p.pauseId === event.data.pauseId ? begun(p) : p)) };
    case 'promise.made': {
      const made = { ...phase, pauses: [...without(phase.pauses, event.data.replaces), pauseOf('promise', { ...event.data, scope: 'invoice' })] };
      return event.actor.type === 'customer' ? withInvoice(made, event.data.invoiceId, invoice => ({ ...invoice, customerPromises: (invoice.customerPromises ?? 0) + 1 })) : made;
    }
    case 'dispute.opened':
      return { ...phase, pauses: [...phase.pauses, pauseOf('dispute', { ...event.data, scope: 'invoice' })] };
    case 'payment.claimed': {
      const { pauseId, invoiceId, documentId } = event.data;
      const sent = documentId === null ? {} : { documentIds: [documentId] };
      const resting = { ...phase, pauses: [...phase.pauses, pauseOf('pause', { ...event.data, scope: 'invoice' })] };
      return withInvoice(resting, invoiceId, invoice => ({ ...invoice, paymentClaims: { times: (invoice.paymentClaims?.times ?? 0) + 1, pauseId, ...sent } }));
    }
    case 'payment_order.added':
      return withInvoice(phase, event.data.invoiceId, invoice => withOrder(invoice, event.data.documentId));
    case 'reminder.resumed':
      return { ...phase, pauses: phase.pauses.filter(p => !isResumed(p, event.data)) };
    case 'promise.broken':
      return { ...phase, pauses: without(phase.pauses, [event.data.pauseId, ...(event.data.lapsed ?? [])]) };
    case 'promise.kept':
    case 'dispute.resolved':
      return { ...phase, pauses: without(phase.pauses, [event.data.pauseId]) };
  }
}

function withOrder({ paymentClaims, ...invoice }: InvoiceState, documentId: string): InvoiceState {
  return paymentClaims ? { ...invoice, paymentClaims: { ...paymentClaims, documentIds: [...(paymentClaims.documentIds ?? []), documentId] } } : invoice;
}

/** A pause that ran out ends alone: a longer one beside it stays in force. Asked for, all of the scope end. */
function isResumed(pause: Pause, { scope, invoiceId, pauseId }: Extract<PauseEvent, { type: 'reminder.resumed' }>['data']): boolean {
  return pauseId === null ? pause.kind === 'pause' && pause.scope === scope && pause.invoiceId === invoiceId : pause.pauseId === pauseId;
}

function without(pauses: readonly Pause[], ids: readonly string[] = []): Pause[] {
  return pauses.filter(p => !ids.includes(p.pauseId));
}

function begun({ begun: _later, ...pause }: Pause): Pause {
  return pause;
}

function pauseOf(kind: Pause['kind'], { pauseId, scope, invoiceId, fromAt, untilAt, claim }: Omit<Pause, 'kind' | 'begun'>): Pause {
  return { pauseId, kind, scope, invoiceId, fromAt, untilAt, ...(claim ? { claim } : {}) };
}

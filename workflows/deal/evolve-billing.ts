import type { InvoiceFacts } from '../ports.ts';
import type { DealEvent, Rung } from './events.ts';
import { type Billing, type Instalment, type InvoiceState, remainingMinor } from './state.ts';

type BillingEvent = Extract<
  DealEvent,
  {
    type:
      | 'billing.planned'
      | 'deal.delivered'
      | `invoice.${'review_required' | 'released' | 'refused' | 'issued' | 'overdue' | 'paid' | 'credited' | 'closed'}`
      | 'payment.received'
      | `reminder.${'planned' | 'sent' | 'skipped' | 'held' | 'unresolved'}`
      | 'collection.manual_started';
  }
>;

/** How instalments and invoices change between the first invoice and the last tenge. */
export function evolveBilling(phase: Billing, event: BillingEvent): Billing {
  switch (event.type) {
    case 'billing.planned':
      return {
        ...phase,
        instalments: event.data.instalments.map(plan => ({
          ...plan,
          state: (plan.trigger === 'now' || phase.deliveredOn !== null) && !plan.review ? 'issuing' : 'waiting',
          invoiceId: null,
          since: event.at,
        })),
      };
    case 'deal.delivered':
      return { ...phase, deliveredOn: event.data.on, instalments: instalmentsWhere(phase, i => i.trigger === 'delivery' && i.state === 'waiting' && !i.review, { state: 'issuing', since: event.at }) };
    case 'invoice.review_required':
      return { ...phase, instalments: instalmentsWhere(phase, i => i.no === event.data.instalment, { state: 'review', since: event.at }) };
    case 'invoice.released':
      return { ...phase, instalments: instalmentsWhere(phase, i => i.no === event.data.instalment, { state: 'issuing', since: event.at }) };
    case 'invoice.refused':
      return { ...phase, instalments: instalmentsWhere(phase, i => i.no === event.data.instalment, { state: 'refused', since: event.at }) };
    case 'invoice.issued': {
      const issued = { state: 'issued', invoiceId: event.data.invoiceId, since: event.at } as const;
      const invoices = { ...phase.invoices, [event.data.invoiceId]: newInvoice(event.data, event.at) };
      return { ...phase, invoices, instalments: instalmentsWhere(phase, i => i.no === event.data.instalment, issued) };
    }
    case 'invoice.overdue':
      return withInvoice(phase, event.data.invoiceId, invoice => ({ ...invoice, overdue: true }));
    case 'invoice.paid':
      return settled(phase, event.data.invoiceId, 'paid');
    case 'invoice.closed':
      return settled(phase, event.data.invoiceId, event.data.status);
    case 'invoice.credited': {
      const { creditId, amountMinor } = event.data;
      return withInvoice(phase, event.data.invoiceId, invoice => ({ ...invoice, totalMinor: invoice.totalMinor - amountMinor, creditIds: [...(invoice.creditIds ?? []), creditId] }));
    }
    case 'payment.received': {
      const { allocationId, amountMinor } = event.data;
      return withInvoice(phase, event.data.invoiceId, invoice => withPayment(invoice, allocationId, amountMinor));
    }
    case 'reminder.planned':
      return withInvoice(phase, event.data.invoiceId, invoice => planned(invoice, event.data, event.at));
    case 'reminder.sent':
      return settle(phase, event.data, 'sent');
    case 'reminder.skipped':
      return settle(phase, event.data, 'skipped');
    case 'reminder.unresolved':
      return settle(phase, event.data, event.data.outcome);
    case 'collection.manual_started':
      return withInvoice(settle(phase, event.data, 'done'), event.data.invoiceId, invoice => ({ ...invoice, status: invoice.status === 'open' ? 'manual' : invoice.status }));
    case 'reminder.held':
      return withInvoice(phase, event.data.invoiceId, invoice => ({ ...invoice, heldUntil: { ...invoice.heldUntil, [event.data.rung]: event.data.heldUntil } }));
  }
}

function settled(phase: Billing, invoiceId: string, status: 'paid' | 'void'): Billing {
  return { ...withInvoice(phase, invoiceId, invoice => ({ ...invoice, status, overdue: false })), pauses: phase.pauses.filter(p => p.invoiceId !== invoiceId) };
}

function newInvoice(facts: InvoiceFacts, at: string): InvoiceState {
  const { invoiceId, dueOn, overdueFromAt, totalMinor, paidMinor } = facts;
  const bare: InvoiceState = {
    invoiceId,
    status: 'open',
    issuedAt: at,
    dueOn,
    overdueFromAt,
    overdue: at >= overdueFromAt,
    totalMinor,
    paidMinor,
    allocationIds: [],
    rungs: [],
    settled: {},
    heldUntil: {},
  };
  return planned(bare, facts, at);
}

function planned(invoice: InvoiceState, facts: InvoiceFacts, at: string): InvoiceState {
  const watches = invoice.watches ?? facts.watches?.filter(watch => watch.at === null || watch.at > at);
  const past = facts.rungs.filter(r => r.outcome === 'skipped' && r.at <= at && !invoice.settled[r.rung]);
  return {
    ...invoice,
    ...(facts.limits ? { limits: facts.limits } : {}),
    rungs: facts.rungs,
    settled: { ...invoice.settled, ...Object.fromEntries(past.map(r => [r.rung, 'skipped'])) },
    heldUntil: {},
    ...(watches ? { watches } : {}),
  };
}

function withPayment(invoice: InvoiceState, allocationId: string, amountMinor: number): InvoiceState {
  if (invoice.allocationIds.includes(allocationId)) return invoice;
  const next = { ...invoice, paidMinor: invoice.paidMinor + amountMinor, allocationIds: [...invoice.allocationIds, allocationId] };
  if (invoice.status !== 'paid' || remainingMinor(next) === 0) return next;
  // Money taken back: after the last rung a person collects again, before it the ladder goes on.
  return { ...next, status: Object.values(invoice.settled).includes('done') ? 'manual' : 'open' };
}

function settle(phase: Billing, { invoiceId, rung }: Rung, fate: string): Billing {
  return withInvoice(phase, invoiceId, invoice => {
    const { [rung]: _over, ...heldUntil } = invoice.heldUntil;
    return { ...invoice, heldUntil, settled: { ...invoice.settled, [rung]: fate } };
  });
}

export function withInvoice(phase: Billing, invoiceId: string, change: (invoice: InvoiceState) => InvoiceState): Billing {
  const invoice = phase.invoices[invoiceId];
  return invoice ? { ...phase, invoices: { ...phase.invoices, [invoiceId]: change(invoice) } } : phase;
}

function instalmentsWhere(phase: Billing, which: (instalment: Instalment) => boolean, change: Partial<Instalment>): Billing['instalments'] {
  return phase.instalments?.map(i => (which(i) ? { ...i, ...change } : i)) ?? null;
}

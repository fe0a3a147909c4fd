import type { WatchKind } from '../ports.ts';
import type { Happening } from './events.ts';
import { silentUntil } from './silence.ts';
import type { Billing, DealState, InvoiceState } from './state.ts';

export type WatchDue = Readonly<{ at: string; kind: WatchKind }>;

/**
 * What is watched over an open invoice, and when somebody is to look. While a pause, a promise or a dispute leaves nothing
 * to ask for, nobody is sent to call about an invoice. A watch whose matter is settled is not in the state any more, so it costs no timer.
 */
export function watchesDue(invoice: InvoiceState, phase: Billing): WatchDue[] {
  if (invoice.status !== 'open') return [];
  return (invoice.watches ?? []).flatMap(({ kind, at }) => (at === null ? [] : [{ kind, at: kind === 'not_sent' ? at : (silentUntil(phase, invoice.invoiceId, at) ?? at) }]));
}

/** The instant of a watch has come: somebody is told, once for each invoice and watch (DT1, DT4, DT5). */
export function decideWatch(invoiceId: string, kind: WatchKind, { state, now }: { state: DealState; now: string }): Happening[] {
  const { phase } = state;
  const invoice = phase.status === 'billing' ? phase.invoices[invoiceId] : undefined;
  if (!invoice || phase.status !== 'billing') return [];
  const due = watchesDue(invoice, phase).find(watch => watch.kind === kind && watch.at <= now);
  return due ? [{ type: 'watch.raised', data: { invoiceId, watch: kind, reason: kind === 'not_sent' ? whyNotSent(invoiceId, state) : kind } }] : [];
}

/** What keeps the invoice from being sent: the code of what fails, or that it is still under way. */
function whyNotSent(invoiceId: string, { stuck }: DealState): string {
  return stuck[`document:invoice:${invoiceId}`]?.code ?? stuck[`invoice_letter:${invoiceId}`]?.code ?? 'under_way';
}

import type { WatchKind } from '../ports.ts';
import type { Happening } from './events.ts';
import type { DealState, InvoiceState, Pause } from './state.ts';

export type WatchDue = Readonly<{ at: string; kind: WatchKind }>;

/**
 * What is watched over an open invoice, and when somebody is to look. A pause, a promise or a dispute has its own end, and nobody is
 * sent to call about an invoice meanwhile. A watch whose matter is settled is not in the state any more, so it costs no timer.
 */
export function watchesDue(invoice: InvoiceState, pauses: readonly Pause[]): WatchDue[] {
  if (invoice.status !== 'open') return [];
  return (invoice.watches ?? []).flatMap(({ kind, at }) => (at === null ? [] : [{ kind, at: kind === 'not_sent' ? at : afterPauses(at, invoice.invoiceId, pauses) }]));
}

/** The instant of a watch has come: somebody is told, once for each invoice and watch (DT1, DT4, DT5). */
export function decideWatch(invoiceId: string, kind: WatchKind, { state, now }: { state: DealState; now: string }): Happening[] {
  const { phase } = state;
  const invoice = phase.status === 'billing' ? phase.invoices[invoiceId] : undefined;
  if (!invoice || phase.status !== 'billing') return [];
  const due = watchesDue(invoice, phase.pauses).find(watch => watch.kind === kind && watch.at <= now);
  return due ? [{ type: 'watch.raised', data: { invoiceId, watch: kind, reason: kind === 'not_sent' ? whyNotSent(invoiceId, state) : kind } }] : [];
}

/** What keeps the invoice from being sent: the code of what fails, or that it is still under way. */
function whyNotSent(invoiceId: string, { stuck }: DealState): string {
  return stuck[`document:invoice:${invoiceId}`]?.code ?? stuck[`invoice_letter:${invoiceId}`]?.code ?? 'under_way';
}

function afterPauses(at: string, invoiceId: string, pauses: readonly Pause[]): string {
  const covering = pauses.filter(pause => pause.fromAt <= at && at < pause.untilAt && (pause.scope === 'deal' || pause.invoiceId === invoiceId));
  const [last] = covering
    .map(pause => pause.untilAt)
    .sort()
    .reverse();
  return last === undefined ? at : afterPauses(last, invoiceId, pauses);
}

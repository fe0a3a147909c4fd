import type { InvoiceFile } from '../../../db/pages/read-invoice-file.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { InvoiceStanding } from '../../../templates/pages/views/invoice-view.ts';
import { owedMinor } from '../deals/owed.ts';
import { runningPauses } from '../deals/waiting.ts';

/** What is in force of an invoice at the deal's own now, of all that was told of it, by whomever: nothing once it is settled. */
export function standingOf({ invoice, customer, pauses, chased, claims, isClaimOpen }: InvoiceFile, nowAt: string): InvoiceStanding {
  if (invoice.status !== 'open') return { promises: [], dispute: null, claim: null, asked: null };
  const sum = (amountMinor: number) => ({ amountMinor, currency: invoice.currency });
  const dayOf = (at: string): string => dateInZone(at, customer.timeZone);
  const running = runningPauses(pauses, nowAt).filter(pause => pause.scope === 'invoice');
  const promises = running.filter(pause => pause.kind === 'promise').toSorted((one, other) => (one.reason < other.reason ? -1 : 1));
  const dispute = running.find(pause => pause.kind === 'dispute');
  const said = isClaimOpen ? claims.at(-1) : undefined;
  const rest = running.find(pause => pause.id === said?.claimId);
  return {
    promises: promises.map(promise => ({ payOn: promise.reason, amount: sum(promise.amountMinor ?? owedMinor(invoice)) })),
    dispute: dispute ? { amount: sum(dispute.amountMinor ?? owedMinor(invoice)), sinceOn: dayOf(dispute.fromAt) } : null,
    claim: said
      ? {
          ...{ paidOn: said.paidOn, amount: said.amountMinor === null ? null : sum(said.amountMinor), saidOn: dayOf(said.at), orders: said.orders.length },
          // A rest ends with the first moment of a day: the day before is the last that is quiet.
          restThroughOn: rest ? dayOf(new Date(Date.parse(rest.untilAt) - 1).toISOString()) : null,
        }
      : null,
    asked: chased.chasedMinor === owedMinor(invoice) ? null : sum(chased.chasedMinor),
  };
}

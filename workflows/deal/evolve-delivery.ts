import type { WatchKind, WatchPlan } from '../ports.ts';
import type { DealEvent } from './events.ts';
import type { InvoiceLetter, InvoiceState } from './state.ts';

export type DeliveryEvent = Extract<
  DealEvent,
  { type: 'invoice.sent' | 'invoice.undeliverable' | 'invoice.viewed' | 'invoice.reposted' | 'receipt.confirmed' | 'letter.returned' | 'letter.settled' | 'reminder.released' | 'watch.raised' }
>;

/** How the sending, the coming back and the opening of an invoice change what is known of it, and what is still watched over. */
export function evolveDelivery(invoice: InvoiceState, event: DeliveryEvent): InvoiceState {
  switch (event.type) {
    case 'invoice.sent':
      return watching({ ...invoice, letter: letterOf(invoice, { state: 'sent' }) }, { over: ['not_sent'], begun: opened(invoice) ? null : 'never_opened', at: event.at });
    case 'invoice.undeliverable':
      // Whoever is told of this has the matter in hand; that it was not sent is no second matter.
      return watching({ ...invoice, letter: letterOf(invoice, { state: event.data.outcome === 'verify' ? 'verify' : 'returned' }) }, { over: ['not_sent'], begun: null, at: event.at });
    case 'invoice.viewed':
      return watching({ ...invoice, viewedAt: event.at }, { over: ['not_sent', 'never_opened'], begun: opened(invoice) ? null : 'opened_unpaid', at: event.at });
    case 'receipt.confirmed':
      return watching({ ...invoice, receivedAt: event.at }, { over: ['not_sent', 'never_opened'], begun: opened(invoice) ? null : 'opened_unpaid', at: event.at });
    case 'invoice.reposted':
      return { ...invoice, letter: letterOf(invoice, { no: event.data.letterNo, tries: triesOf(invoice) + 1, state: 'on_its_way' }) };
    case 'letter.returned': {
      const { rung } = event.data;
      if (rung !== null) return { ...invoice, settled: { ...invoice.settled, [rung]: 'undeliverable' } };
      return { ...invoice, letter: letterOf(invoice, { state: 'returned' }), ...unbegun(invoice, 'never_opened') };
    }
    case 'letter.settled':
      return settled(invoice, event.data);
    case 'reminder.released': {
      const { rung } = event.data;
      return { ...invoice, heldUntil: { ...invoice.heldUntil, [rung]: event.at }, waived: [...(invoice.waived ?? []), rung] };
    }
    case 'watch.raised':
      return watching(invoice, { over: [event.data.watch], begun: null, at: event.at });
  }
}

/** Whoever says that he has it has seen it. */
const opened = ({ viewedAt, receivedAt }: InvoiceState): boolean => viewedAt !== undefined || receivedAt !== undefined;
const triesOf = ({ letter }: InvoiceState): number => letter?.tries ?? 1;

function letterOf({ letter }: InvoiceState, change: Partial<InvoiceLetter> & Pick<InvoiceLetter, 'state'>): InvoiceLetter {
  return { no: letter?.no ?? 1, tries: letter?.tries ?? 1, ...change };
}

/** Sent again, a letter of a rung counts as not gone: the ladder is planned anew with it. */
function settled(invoice: InvoiceState, { rung, outcome }: Extract<DeliveryEvent, { type: 'letter.settled' }>['data']): InvoiceState {
  if (rung === null) return { ...invoice, letter: letterOf(invoice, { tries: triesOf(invoice) + 1, state: outcome === 'arrived' ? 'sent' : 'on_its_way' }) };
  if (outcome === 'arrived') return { ...invoice, settled: { ...invoice.settled, [rung]: 'sent' } };
  const { [rung]: _again, ...others } = invoice.settled;
  return { ...invoice, settled: others, resent: { ...invoice.resent, [rung]: (invoice.resent?.[rung] ?? 0) + 1 } };
}

/** Ends the watches whose matter is settled, and begins the one whose time runs from now. */
function watching(invoice: InvoiceState, { over, begun, at }: { over: readonly WatchKind[]; begun: WatchKind | null; at: string }): InvoiceState {
  if (!invoice.watches) return invoice;
  const left = invoice.watches.filter(watch => !over.includes(watch.kind));
  return { ...invoice, watches: left.map(watch => (watch.kind === begun && watch.afterMs !== null ? { ...watch, at: after(at, watch.afterMs) } : watch)) };
}

function unbegun(invoice: InvoiceState, kind: WatchKind): { watches?: readonly WatchPlan[] } {
  return invoice.watches ? { watches: invoice.watches.map(watch => (watch.kind === kind ? { ...watch, at: null } : watch)) } : {};
}

const after = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

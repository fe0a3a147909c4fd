import type { DealFile } from '../../../db/pages/read-deal-file.ts';
import type { StoryFact } from '../../../templates/pages/views/story-view.ts';
import type { RungName } from '../../../templates/pages/views/waiting-view.ts';
import type { DealEvent } from '../../../workflows/deal/events.ts';

export type DeliveryEvent = Extract<
  DealEvent,
  { type: 'invoice.viewed' | 'invoice.reposted' | 'receipt.confirmed' | 'letter.complained' | 'letter.returned' | 'letter.settled' | 'address.changed' | 'reminder.released' }
>;

/** What became of letters after they had left, and what people found out and decided about them, as the story tells it. */
export function deliveryFact(event: DeliveryEvent, file: DealFile): StoryFact {
  const numberOf = (invoiceId: string): string | null => file.invoices.find(row => row.id === invoiceId)?.number ?? null;
  switch (event.type) {
    case 'invoice.viewed':
      return { what: 'invoice_viewed', number: numberOf(event.data.invoiceId) };
    case 'invoice.reposted':
      return { what: 'invoice_reposted', number: numberOf(event.data.invoiceId) };
    case 'receipt.confirmed':
      return { what: 'receipt_confirmed', number: numberOf(event.data.invoiceId) };
    case 'letter.complained':
      return { what: 'letter_complained', number: numberOf(event.data.invoiceId) };
    case 'address.changed':
      return { what: 'address_changed' };
    case 'reminder.released':
      return { what: 'rung_released', rung: event.data.rung as RungName, address: null };
    case 'letter.returned': {
      const { rung, invoiceId } = event.data;
      return rung === null ? { what: 'invoice_bounced', number: numberOf(invoiceId) } : { what: 'rung_returned', rung: rung as RungName, address: file.customer.email };
    }
    case 'letter.settled': {
      const { rung, invoiceId, outcome } = event.data;
      const found = outcome === 'arrived' ? 'arrived' : 'again';
      return rung === null ? { what: `invoice_${found}`, number: numberOf(invoiceId) } : { what: `rung_${found}`, rung: rung as RungName, address: null };
    }
  }
}

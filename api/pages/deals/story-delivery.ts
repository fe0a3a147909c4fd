import type { DealFile } from '../../../db/pages/read-deal-file.ts';
import type { StoryFact } from '../../../templates/pages/views/story-view.ts';
import type { RungName } from '../../../templates/pages/views/waiting-view.ts';
import type { Happening } from '../../../workflows/deal/events.ts';

type DeliveryHappening = Extract<
  Happening,
  { type: 'invoice.viewed' | 'invoice.reposted' | 'receipt.confirmed' | 'letter.complained' | 'letter.returned' | 'letter.settled' | 'address.changed' | 'reminder.released' }
>;

/** What became of letters after they had left, and what people found out and decided about them, as the story tells it. */
export function deliveryFact(happening: DeliveryHappening, file: DealFile): StoryFact {
  const numberOf = (invoiceId: string): string | null => file.invoices.find(row => row.id === invoiceId)?.number ?? null;
  switch (happening.type) {
    case 'invoice.viewed':
      return { what: 'invoice_viewed', number: numberOf(happening.data.invoiceId) };
    case 'invoice.reposted':
      return { what: 'invoice_reposted', number: numberOf(happening.data.invoiceId) };
    case 'receipt.confirmed':
      return { what: 'receipt_confirmed', number: numberOf(happening.data.invoiceId) };
    case 'letter.complained':
      return { what: 'letter_complained', number: numberOf(happening.data.invoiceId) };
    case 'address.changed':
      return { what: 'address_changed' };
    case 'reminder.released':
      return { what: 'rung_released', rung: happening.data.rung as RungName, address: null };
    case 'letter.returned': {
      const { rung, invoiceId } = happening.data;
      return rung === null ? { what: 'invoice_bounced', number: numberOf(invoiceId) } : { what: 'rung_returned', rung: rung as RungName, address: file.customer.email };
    }
    case 'letter.settled': {
      const { rung, invoiceId, outcome } = happening.data;
      const found = outcome === 'arrived' ? 'arrived' : 'again';
      return rung === null ? { what: `invoice_${found}`, number: numberOf(invoiceId) } : { what: `rung_${found}`, rung: rung as RungName, address: null };
    }
  }
}

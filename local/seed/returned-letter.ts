import { dealWhen } from './deal-steps.ts';
import type { DemoApi } from './demo-api.ts';
import { type CaughtLetter, caughtLetter } from './inbox.ts';

/**
 * The letter of the deal's invoice comes back as it does from a mail server that knows no such mailbox, told as such a server tells it: by
 * the Message-ID, which here is read from the local inbox. Where letters go to another mail server there is nothing to read, and nothing is told.
 */
export async function returnInvoiceLetter(api: DemoApi, id: string, address: string): Promise<void> {
  const deal = await dealWhen(api, id, { holds: seen => seen.invoices.some(invoice => invoice.delivery !== 'created'), what: 'the letter of its invoice' });
  const invoice = deal.invoices.find(each => each.delivery === 'sent');
  const letter = invoice && (await caughtLetter(api, { isIt: isOf(address, invoice.number ?? ''), what: `the letter of invoice ${invoice.number}` }));
  if (!letter) return;
  const detail = 'Recipient address rejected: User unknown';
  await api.post('/v1/delivery_reports', { message_id: letter.message_id, type: 'bounced', code: '5.1.1', detail, occurred_at: letter.at }, `demo-returned-${id}`);
  await dealWhen(api, id, { holds: seen => seen.invoices.some(each => each.delivery === 'bounced'), what: 'the letter that came back' });
}

const isOf =
  (address: string, number: string) =>
  ({ to, subject }: CaughtLetter): boolean =>
    to.includes(address) && subject.includes(number);

import { type ReadPdf, readPdf } from '../browser/read-pdf.ts';
import { approveOnPage, type Json, type Letter, type Stranger, until } from './stranger.ts';

/** The steps of the README's first deal, as a stranger takes them by HTTP. */

export type Deal = Readonly<{ id: string; object: string; workflow_id: string; stage: string; invoices: readonly Readonly<{ number: string; due_on: string }>[] }>;

const customer = 'buh@saryarqa-zhylu.example';
const taskLink = (letter: Letter) => letter.links.find(link => link.includes('/t/'));

export async function dealOf(me: Stranger, id: string): Promise<Deal> {
  return (await me.get(`/v1/deals/${id}`)) as Deal;
}

/** Waits for each letter that asks for a decision on the deal, and approves behind its link. Answers whom they went to. */
export async function approveInTurn(me: Stranger, count: number): Promise<string[]> {
  const asks = (letter: Letter) => letter.subject.includes('Сарыарка Жылу') && taskLink(letter) !== undefined;
  for (let turn = 0; turn < count; turn++) {
    const asked = (await me.lettersWhen(`letter ${turn + 1} of ${count} to an approver`, turn + 1, asks))[turn];
    const page = await approveOnPage((asked && taskLink(asked)) ?? '');
    if (page.includes('value="approve"')) throw new Error(`the page still asks: ${page.slice(0, 600)}`);
  }
  return (await me.letters())
    .filter(asks)
    .flatMap(letter => letter.to)
    .toReversed();
}

export async function readInvoiceLetter(me: Stranger): Promise<{ subject: string; attachment: Letter['attachments'][number] | undefined; pdf: ReadPdf }> {
  const [letter] = await me.lettersWhen('the invoice letter', 1, ({ to, attachments }) => to.includes(customer) && attachments.length > 0);
  if (!letter) throw new Error('there is no invoice letter');
  return { subject: letter.subject, attachment: letter.attachments[0], pdf: readPdf(await me.attachment(letter, 0)) };
}

/**
 * Moves the deal's clock 18 days ahead, or as far as its third reminder where holidays have moved its due day: how many reminders it
 * has recorded, and the subjects of the letters that came.
 */
export async function remind(me: Stranger, { id, invoices }: Deal): Promise<{ recorded: number; subjects: string[] }> {
  const daysUntilDue = (Date.parse(invoices[0]?.due_on ?? '') - Date.now()) / 86_400_000;
  const { events } = (await me.post(`/v1/deals/${id}/fast_forward`, { days: Math.max(18, daysUntilDue + 5) })) as { events: { type: string }[] };
  const recorded = events.filter(event => event.type === 'reminder.sent').length;
  const [, ...reminders] = await me.lettersWhen('the reminders', 1 + recorded, ({ to }) => to.includes(customer));
  return { recorded, subjects: reminders.map(letter => letter.subject) };
}

/** Uploads the statement; answers what became of it when the deal is paid. */
export async function bookStatement(me: Stranger, { id }: Deal, file: string): Promise<Json> {
  const booked = await me.upload('/v1/bank_statements', file);
  await until(
    'the paid deal',
    () => dealOf(me, id),
    deal => deal.stage === 'paid',
  );
  return booked;
}

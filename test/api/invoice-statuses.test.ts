import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import { aDeal, aTypicalPackage, type BuiltDeal } from '../build/deal.ts';
import { aWorld, eventually, stateOf, type World } from '../deal/world.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { type Api, apiBefore } from './an-api.ts';

// Told in the spring of 2030: issued on Monday 1 April, due on the 15th; the customer is in Almaty, letters leave at 10:00 = 05:00Z.
let mail: ScriptedMail, world: World, api: Api;
beforeAll(async () => {
  mail = await startScriptedMail();
  world = await aWorld({}, { smtpUrl: mail.smtpUrl });
  api = await apiBefore(world);
});
afterAll(async () => {
  await api.close();
  await world.close();
  await mail.stop();
});

type Seen = ReturnType<typeof JSON.parse>;
type Invoiced = BuiltDeal & { invoiceId: string; email: string };
const grossMinor = 11_600_000;
const machine = { type: 'api_key', id: 'key_test' } as const;
const read = async (url: string): Promise<Seen> => (await api.ask('GET', url)).json();
const invoiceOf = ({ invoiceId }: Invoiced): Promise<Seen> => read(`/v1/invoices/${invoiceId}`);
const dealOf = ({ dealId }: Invoiced): Promise<Seen> => read(`/v1/deals/${dealId}`);
const tasksOf = async ({ dealId }: Invoiced): Promise<Seen[]> => (await read(`/v1/human_tasks?deal_id=${dealId}`)).data;
const taskOf = async (deal: Invoiced, kind: string): Promise<Seen> => (await tasksOf(deal)).find(task => task.kind === kind);
const lettersTo = (address: string, word: string) => mail.received.filter(letter => letter.to === address && letter.accepted && letter.mime.includes(word));
const onPage = async (deal: Invoiced, what: string) => api.app.inject({ method: 'POST', url: `${new URL((await invoiceOf(deal)).page_url).pathname}/${what}` });
const kinds = async ({ dealId }: Invoiced): Promise<string[]> =>
  (await world.pool.query("select kind from letter where deal_id = $1 and state = 'sent' order by created_at", [dealId])).rows.map(row => row.kind);
const forward = (deal: Invoiced, untilAt: string) => world.fastForward(deal, { untilAt });
const until = (deal: Invoiced, holds: (invoice: Seen) => boolean) => eventually(() => invoiceOf(deal), holds);

/** A deal of 116,000 KZT, approved on 1 April at 09:30 in Almaty; its invoice is being printed and posted. */
async function anInvoicedDeal(email: string): Promise<Invoiced> {
  const deal = await aDeal(world.pool, { content: aTypicalPackage(), email, start: { submit: false } });
  await world.start(deal);
  await eventually(
    () => world.pool.query('select revision from deal where id = $1', [deal.dealId]),
    r => r.rows[0].revision > 0,
  );
  await world.fastForward(deal, { untilAt: '2030-04-01T04:30:00.000Z' });
  await world.command(deal, 'submit', {}, { actor: { type: 'user', id: people.seller.id } });
  const state = await eventually(
    () => stateOf(world, deal),
    s => s.phase.status === 'approving' && s.phase.open !== null,
  );
  if (state.phase.status !== 'approving' || !state.phase.open) throw new Error('the step is not open');
  await world.command(deal, 'approve', { task_id: state.phase.open.taskId, version: 1 }, { actor: machine });
  const found = await eventually(
    () => world.pool.query('select id from invoice where deal_id = $1 and number is not null', [deal.dealId]),
    r => r.rows.length === 1,
  );
  return { ...deal, invoiceId: found.rows[0].id, email };
}

describe('the statuses of an invoice (Q2C.md 4)', () => {
  it('I10: are each what the table says, and each does by itself what stands beside it', { timeout: 120_000 }, async () => {
    mail.answer('recipient', '450 4.2.0 Greylisted', 'table@romashka.example');
    const deal = await anInvoicedDeal('table@romashka.example');
    const holds = async () => (await world.pool.query('select type, lifted_at from hold where invoice_id = $1', [deal.invoiceId])).rows;

    // created: issued, not sent yet. The watch runs, and the owner is told, with the reason.
    await eventually(
      () => stateOf(world, deal),
      s => s.stuck[`invoice_letter:${deal.invoiceId}`] !== undefined,
    );
    expect(await invoiceOf(deal)).toMatchObject({ status: 'open', delivery: 'created', sent_at: null, payment_status: 'not_due' });
    await forward(deal, '2030-04-01T06:35:00.000Z');
    await eventually(
      () => taskOf(deal, 'not_sent'),
      task => task !== undefined,
    );
    expect(await taskOf(deal, 'not_sent')).toMatchObject({ status: 'open', reason: 'mail_busy', assignee: { id: people.seller.id }, created_at: expect.stringMatching(/^2030-04-01T06:30/) });
    await eventually(
      async () => kinds(deal),
      seen => seen.includes('delivery_problem'),
    );

    // sent: accepted by the mail server; the time is fixed, and what was asked of the owner is done.
    mail.recover();
    await forward(deal, '2030-04-01T06:55:00.000Z');
    const sent = await until(deal, invoice => invoice.delivery === 'sent');
    expect(sent.sent_at).toMatch(/^2030-04-01T06:/);
    expect(await taskOf(deal, 'not_sent')).toMatchObject({ status: 'done', done_by: 'engine' });

    // viewed: a person has looked at it. A mark in the timeline, once.
    await onPage(deal, 'view');
    await onPage(deal, 'view');
    await world.relay();
    expect(await invoiceOf(deal)).toMatchObject({ delivery: 'viewed', viewed_at: expect.stringMatching(/^2030-04-01/) });
    expect((await dealOf(deal)).timeline.filter((event: Seen) => event.type === 'invoice.viewed')).toMatchObject([{ actor: { type: 'customer' } }]);

    // Opened and unpaid for a week: somebody calls, with the fact.
    await forward(deal, '2030-04-09T06:00:00.000Z');
    expect(await taskOf(deal, 'call')).toMatchObject({ status: 'open', reason: 'opened_unpaid', facts: { viewed_at: expect.stringMatching(/^2030-04-01/), phone: '+7 700 000-00-81' } });

    // due soon: the soft reminder.
    await forward(deal, '2030-04-12T05:01:00.000Z');
    await eventually(
      () => kinds(deal),
      seen => seen.includes('reminder_minus_3'),
    );
    expect(await invoiceOf(deal)).toMatchObject({ payment_status: 'due_soon' });

    // overdue: the ladder goes on and escalates; shipments are held.
    await forward(deal, '2030-04-22T05:01:00.000Z');
    await eventually(
      () => kinds(deal),
      seen => seen.includes('reminder_plus_7') && seen.includes('owner_overdue'),
    );
    expect(await invoiceOf(deal)).toMatchObject({ payment_status: 'overdue', partly_paid: false });
    expect(await holds()).toEqual([{ type: 'shipment', lifted_at: null }]);

    // partly paid: the owner is told, the remainder is counted anew; what the rest is owed for goes on.
    await world.pay(deal, { amountMinor: 1_600_000, receivedOn: '2030-04-22' });
    expect(await invoiceOf(deal)).toMatchObject({ payment_status: 'overdue', partly_paid: true, paid: { value: 1_600_000 }, remaining: { value: 10_000_000 } });
    await eventually(
      () => kinds(deal),
      seen => seen.includes('payment_received'),
    );
    expect((await dealOf(deal)).invoices[0].next_rung).toMatchObject({ rung: '+14' });
    expect(await holds()).toEqual([{ type: 'shipment', lifted_at: null }]);

    // paid: the ladder ends, holds are lifted, thanks are said once, and the deal tells whoever follows its events.
    await world.pay(deal, { amountMinor: grossMinor - 1_600_000, receivedOn: '2030-04-23' });
    await world.client.workflow.getHandle(deal.workflowId).result();
    expect(await invoiceOf(deal)).toMatchObject({ status: 'paid', payment_status: 'paid', partly_paid: false, remaining: { value: 0 } });
    expect(await dealOf(deal)).toMatchObject({ stage: 'paid', holds: [] });
    expect(await holds()).toEqual([{ type: 'shipment', lifted_at: expect.any(Date) }]);
    expect((await tasksOf(deal)).filter(task => task.status === 'open')).toEqual([]);
    await eventually(
      () => kinds(deal),
      seen => seen.includes('thank_you'),
    );
    expect((await read(`/v1/events?limit=200`)).data.filter((event: Seen) => event.deal_id === deal.dealId).map((event: Seen) => event.type)).toEqual(
      expect.arrayContaining(['invoice.paid', 'deal.closed']),
    );
    expect(lettersTo(deal.email, 'Message-ID').length).toBe(6);
    expect((await kinds(deal)).filter(kind => kind === 'thank_you')).toHaveLength(1);
  });
});

describe('an invoice that nobody opens', () => {
  it('DT5: has somebody check the address after a week, for a reason of its own, until it is opened; DT6: a receipt is a stage of its own', async () => {
    const deal = await anInvoicedDeal('unopened@romashka.example');
    await until(deal, invoice => invoice.delivery === 'sent');
    await forward(deal, '2030-04-08T04:00:00.000Z');
    expect(await tasksOf(deal)).toEqual([]);
    await forward(deal, '2030-04-08T06:00:00.000Z');
    expect(await tasksOf(deal)).toMatchObject([{ kind: 'never_opened', status: 'open', reason: 'never_opened', facts: { viewed_at: null, sent_at: expect.stringMatching(/^2030-04-01/) } }]);
    // No script, no view: the button on the page says it, and it is told once.
    const confirmed = await onPage(deal, 'receipt');
    expect([confirmed.statusCode, confirmed.headers.location]).toEqual([303, expect.stringContaining('done=receipt_confirmed')]);
    await api.ask('POST', `/v1/invoices/${deal.invoiceId}/confirm_receipt`, { body: {} });
    expect(await invoiceOf(deal)).toMatchObject({ delivery: 'viewed', receipt_confirmed_at: expect.stringMatching(/^2030-04-08/) });
    expect(await tasksOf(deal)).toMatchObject([{ kind: 'never_opened', status: 'done', done_by: 'engine' }]);
    expect((await dealOf(deal)).timeline.filter((event: Seen) => event.type === 'receipt.confirmed')).toMatchObject([{ actor: { type: 'customer' } }]);
    await forward(deal, '2030-04-16T06:00:00.000Z');
    expect((await tasksOf(deal)).map(task => [task.kind, task.status])).toEqual([
      ['never_opened', 'done'],
      ['call', 'open'],
    ]);
  });

  it('DT3: because its letter came back is posted anew to the address that is given then', async () => {
    const deal = await anInvoicedDeal('moved@romashka.example');
    await until(deal, invoice => invoice.delivery === 'sent');
    const [letter] = (await dealOf(deal)).letters.filter((each: Seen) => each.kind === 'invoice');
    await api.ask('POST', '/v1/delivery_reports', { body: { letter_id: letter.id, type: 'bounced', code: '5.1.6', occurred_at: '2030-04-01T05:00:00Z' } });
    expect(await invoiceOf(deal)).toMatchObject({ delivery: 'bounced' });
    expect(await tasksOf(deal)).toMatchObject([{ kind: 'check_address', status: 'open' }]);
    await api.ask('PATCH', `/v1/customers/${deal.customerId}`, { body: { email: 'moved-here@romashka.example' } });
    await until(deal, invoice => invoice.delivery === 'sent');
    expect(await tasksOf(deal)).toMatchObject([{ kind: 'check_address', status: 'done', done_by: 'engine' }]);
    expect(lettersTo('moved-here@romashka.example', 'application/pdf')).toHaveLength(1);
    expect((await dealOf(deal)).timeline.map((event: Seen) => event.type).filter((type: string) => /^(invoice\.sent|letter|address|invoice\.reposted)/.test(type))).toEqual([
      'invoice.sent',
      'letter.returned',
      'address.changed',
      'invoice.reposted',
      'invoice.sent',
    ]);
  });
});

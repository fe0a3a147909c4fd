import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import type { BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type Api, apiBefore } from './an-api.ts';

// Told in the spring of 2030: the invoice is due on Monday 15 April, on the 29th the head has a task and the shipment is held.
const afterFourteen = '2030-04-29T06:00:00.000Z';

let world: World, api: Api;
beforeAll(async () => {
  world = await aWorld();
  api = await apiBefore(world);
});
afterAll(async () => {
  await api.close();
  await world.close();
});

type Seen = ReturnType<typeof JSON.parse>;
type Owed = BuiltDeal & { invoiceId: string };
const read = async (url: string): Promise<Seen> => (await api.ask('GET', url)).json();
const rows = async (text: string, deal: Owed): Promise<Seen[]> => (await world.pool.query(text, [deal.dealId])).rows;
const openHolds = (deal: Owed) => rows('select type from hold where deal_id = $1 and lifted_at is null', deal);
const openTasks = (deal: Owed) => rows('select kind from human_task where deal_id = $1 and done_at is null', deal);
const creditNotes = (deal: Owed) => rows('select c.amount_minor::float8 amount, c.reason from credit_note c join invoice i on i.id = c.invoice_id where i.deal_id = $1', deal);

/** A debt of 1,160,000 KZT that is two weeks overdue: its shipment is held, its owner's head has a task. */
async function anOverdueDebt(): Promise<Owed> {
  const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  await world.start(deal);
  await eventually(
    () => read(`/v1/deals/${deal.dealId}`),
    seen => seen.invoices[0]?.next_rung,
  );
  await world.fastForward(deal, { untilAt: afterFourteen });
  await eventually(
    () => rows("select 1 from reminder where deal_id = $1 and rung = '+14' and state = 'sent'", deal),
    found => found.length === 1,
  );
  expect([await openHolds(deal), await openTasks(deal)]).toEqual([[{ type: 'shipment' }], [{ kind: 'head' }]]);
  return deal;
}

const end = (deal: Owed, verb: string) => api.ask('POST', `/v1/deals/${deal.dealId}/${verb}`, { body: { reason: 'Договорились иначе' } });

describe('cancelling a deal', () => {
  it('voids its invoice by a credit note over the whole sum, lifts the hold, ends the task, and stops the ladder', async () => {
    const deal = await anOverdueDebt();
    expect((await end(deal, 'cancel')).json()).toMatchObject({ stage: 'cancelled', holds: [], why_waiting: null, invoices: [{ status: 'void', remaining: { value: 0 }, next_rung: null }] });
    expect(await creditNotes(deal)).toEqual([{ amount: 116_000_000, reason: 'cancelled' }]);
    expect(await read(`/v1/invoices/${deal.invoiceId}`)).toMatchObject({ status: 'void', credited: { value: 116_000_000 }, remaining: { value: 0 }, payment_status: null });
    expect([await openHolds(deal), await openTasks(deal)]).toEqual([[], []]);
    const { data } = await read(`/v1/invoices/${deal.invoiceId}/plan`);
    expect(data.at(-1)).toMatchObject({ rung: '+21', outcome: 'skipped', reason: 'closed' });
    const { timeline } = await read(`/v1/deals/${deal.dealId}`);
    expect(timeline.at(-1)).toMatchObject({ type: 'deal.closed', actor: { id: api.keyId }, data: { closing: 'cancelled', note_id: expect.any(String) } });
    expect((await end(deal, 'cancel')).statusCode).toBe(200);
    expect((await end(deal, 'write_off')).json()).toMatchObject({ status: 409, code: 'wrong_stage' });
    expect(await creditNotes(deal)).toHaveLength(1);
  });

  it('INV-3: credits only what was not paid; what was paid stays', async () => {
    const deal = await anOverdueDebt();
    await world.pay(deal, { amountMinor: 16_000_000, receivedOn: '2030-04-29' });
    await end(deal, 'cancel');
    expect(await creditNotes(deal)).toEqual([{ amount: 100_000_000, reason: 'cancelled' }]);
    expect(await read(`/v1/invoices/${deal.invoiceId}`)).toMatchObject({ status: 'paid', paid: { value: 16_000_000 }, credited: { value: 100_000_000 }, remaining: { value: 0 } });
  });
});

describe('writing a debt off', () => {
  it('makes its invoice uncollectible without a credit note, lifts the hold and ends the task; the owner’s reason is kept', async () => {
    const deal = await anOverdueDebt();
    expect((await end(deal, 'write_off')).json()).toMatchObject({ stage: 'written_off', holds: [], invoices: [{ status: 'uncollectible', remaining: { value: 116_000_000 }, next_rung: null }] });
    expect(await creditNotes(deal)).toEqual([]);
    expect([await openHolds(deal), await openTasks(deal)]).toEqual([[], []]);
    expect(await rows('select text, author_id from note where deal_id = $1', deal)).toEqual([{ text: 'Договорились иначе', author_id: api.keyId }]);
    expect((await end(deal, 'write_off')).statusCode).toBe(200);
  });

  it('is a matter of a debt: a deal that was not invoiced is lost or cancelled', async () => {
    const { id } = (await api.ask('POST', '/v1/deals', { body: { title: 'x', owner_email: people.seller.email, customer: { name: 'x' }, lines: [line] } })).json();
    expect((await api.ask('POST', `/v1/deals/${id}/write_off`, { body: { reason: 'x' } })).json()).toMatchObject({ status: 409, code: 'wrong_stage' });
    expect((await api.ask('POST', `/v1/deals/${id}/cancel`, { body: { reason: 'x' } })).json()).toMatchObject({ stage: 'cancelled', invoices: [] });
  });
});

const line = { name: 'Насос', qty: '1', unit: 'шт', unit_price: { value: 10000000, currency: 'KZT' }, vat_code: 'KZ_STANDARD' };

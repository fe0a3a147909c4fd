import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type Api, apiBefore } from './an-api.ts';

// Told in the spring of 2030: 1 April is a Monday, customers are in Almaty (UTC+5), letters leave at 10:00 = 05:00Z.
const now = '2030-04-01T06:00:00.000Z';

let world: World, api: Api;
/** A server whose own clock stands in that spring too: pauses wider than one deal go by it. */
let inSpring: Api;
beforeAll(async () => {
  world = await aWorld();
  api = await apiBefore(world);
  inSpring = await apiBefore(world, { now: () => new Date(now) });
});
afterAll(async () => {
  await inSpring.close();
  await api.close();
  await world.close();
});

type Seen = ReturnType<typeof JSON.parse>;
type Owed = BuiltDeal & { invoiceId: string };
const read = async (url: string): Promise<Seen> => (await api.ask('GET', url)).json();
const post = (url: string, body: unknown = {}) => api.ask('POST', url, { body });
const plan = async ({ invoiceId }: Owed): Promise<Seen[]> => (await read(`/v1/invoices/${invoiceId}/plan`)).data;

/** An invoice of 1,160,000 KZT issued on 1 April, whose deal has its ladder planned and stands at that day. */
async function owedOn(dueOn: string): Promise<Owed> {
  const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn });
  await world.start(deal);
  await eventually(
    () => read(`/v1/deals/${deal.dealId}`),
    seen => seen.invoices[0]?.next_rung,
  );
  // Over the years by the engine, which is free to; the last minute by the API, which notes how far ahead the deal is.
  await world.fastForward(deal, { untilAt: '2030-04-01T05:59:00.000Z' });
  await post(`/v1/deals/${deal.dealId}/fast_forward`, { until: now });
  return deal;
}

describe('the plan of an invoice', () => {
  it('INV-9: is what happens when the deal’s clock moves: its letters leave at its instants', async () => {
    const deal = await owedOn('2030-05-15');
    const planned = await plan(deal);
    expect(planned.map(rung => [rung.rung, rung.at, rung.outcome])).toEqual([
      ['-3', '2030-05-10T05:00:00.000Z', 'will_send'],
      ['0', '2030-05-15T05:00:00.000Z', 'will_send'],
      ['+3', '2030-05-20T05:00:00.000Z', 'will_send'],
      ['+7', '2030-05-22T05:00:00.000Z', 'will_send'],
      ['+14', '2030-05-29T05:00:00.000Z', 'will_send'],
      ['+21', '2030-06-05T05:00:00.000Z', 'will_send'],
    ]);
    const paid = (await read(`/v1/invoices/${deal.invoiceId}/plan?assume=pays_on:2030-05-15`)).data;
    expect(paid.map((rung: Seen) => rung.reason)).toEqual([null, null, 'paid', 'paid', 'paid', 'paid']);
    const answer = await post(`/v1/deals/${deal.dealId}/fast_forward`, { until: '2030-05-20T05:01:00Z' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().events.map((event: Seen) => event.type)).toEqual(expect.arrayContaining(['reminder.sent', 'invoice.overdue']));
    const fates = await eventually(
      async () => (await read(`/v1/reminders?invoice_id=${deal.invoiceId}`)).data,
      rows => rows.filter((row: Seen) => row.status === 'sent').length === 3,
    );
    expect(fates.map((row: Seen) => row.due_at)).toEqual(planned.map(rung => rung.at));
    expect(fates.slice(0, 3).map((row: Seen) => row.sent_at.slice(0, 16))).toEqual(planned.slice(0, 3).map(rung => rung.at.slice(0, 16)));
    expect(fates[2].letter).toMatchObject({ subject: expect.stringContaining('просрочено') });
    expect(await read(`/v1/invoices/${deal.invoiceId}`)).toMatchObject({ payment_status: 'overdue', delivery: 'sent' });
    expect((await read('/v1/invoices?overdue=true')).data.map((row: Seen) => row.id)).toContain(deal.invoiceId);
  });
});

describe('pauses', () => {
  it('of the invoice, the deal, the customer and the company name the next letter, and so does their end', async () => {
    const deal = await owedOn('2030-04-15');
    const first = { rung: '-3', at: '2030-04-12T05:00:00.000Z' };
    // The pause ends on Friday after the hour of letters; on Monday the rung of the due date takes the place of the one that it covered.
    const until = '2030-04-12T06:00:00.000Z';
    const monday = { rung: '0', at: '2030-04-15T05:00:00.000Z', invoice_id: deal.invoiceId };
    for (const [scope, server] of [
      [`invoices/${deal.invoiceId}`, api],
      [`deals/${deal.dealId}`, api],
      [`customers/${deal.customerId}`, inSpring],
      ['company', inSpring],
    ] as const) {
      const paused = (await server.ask('PUT', `/v1/${scope}/reminder_pause`, { body: { until, reason: 'Сверка' } })).json();
      expect(paused, scope).toEqual({ object: 'reminder_pause', paused_until: until, next_letter: monday });
      expect((await plan(deal)).slice(0, 2), scope).toMatchObject([
        { ...first, outcome: 'covered_by_pause', reason: 'pause' },
        { rung: '0', at: monday.at, outcome: 'will_send' },
      ]);
      const resumed = (await server.ask('DELETE', `/v1/${scope}/reminder_pause`)).json();
      expect(resumed, scope).toEqual({ object: 'reminder_pause', paused_until: null, next_letter: { ...first, invoice_id: deal.invoiceId } });
      expect((await plan(deal))[0], scope).toMatchObject({ ...first, outcome: 'will_send' });
      expect((await read(`/v1/deals/${deal.dealId}`)).invoices[0].next_rung, scope).toEqual(first);
    }
  });

  it('are refused without an end, in the past, and too far ahead', async () => {
    const deal = await owedOn('2030-05-15');
    for (const [scope, server] of [
      [`invoices/${deal.invoiceId}`, api],
      [`customers/${deal.customerId}`, inSpring],
    ] as const) {
      const codeOf = async (body: unknown) => (await server.ask('PUT', `/v1/${scope}/reminder_pause`, { body })).json().code;
      expect(await codeOf({ reason: 'x' }), scope).toBe('validation_failed');
      expect(await codeOf({ until: '2030-04-01', reason: 'x' }), scope).toBe('not_in_future');
      expect(await codeOf({ until: '2030-10-01', reason: 'x' }), scope).toBe('too_far_ahead');
    }
  });
});

describe('promises and disputes', () => {
  it('takes a promise until the end of its day and the day of grace, where the customer is', async () => {
    const deal = await owedOn('2030-05-15');
    const promises = `/v1/invoices/${deal.invoiceId}/promises`;
    const promise = (await post(promises, { pay_on: '2030-05-15', amount: { value: 1000, currency: 'KZT' } })).json();
    expect(promise).toMatchObject({ object: 'promise', pay_on: '2030-05-15', paused_until: '2030-05-16T19:00:00.000Z' });
    expect((await post(promises, { pay_on: '2030-03-31' })).json()).toMatchObject({ code: 'not_in_future', errors: [{ pointer: '#/pay_on' }] });
    expect((await post(promises, { pay_on: '2030-05-15', amount: { value: 1, currency: 'USD' } })).json().code).toBe('currency_mismatch');
    expect((await post(promises, { pay_on: '2030-05-15', amount: { value: 10 ** 12, currency: 'KZT' } })).json().code).toBe('amount_out_of_range');
  });

  it('opens one dispute at a time and resolves it once', async () => {
    const deal = await owedOn('2030-05-15');
    const disputes = `/v1/invoices/${deal.invoiceId}/disputes`;
    const dispute = (await post(disputes, { reason: 'Недовоз' })).json();
    expect(dispute).toMatchObject({ object: 'dispute', status: 'open', reason: 'Недовоз', next_letter: null });
    expect((await post(disputes, { reason: 'Ещё раз' })).json().id).toBe(dispute.id);
    const resolve = () => post(`${disputes}/${dispute.id}/resolve`);
    expect((await resolve()).json()).toMatchObject({ status: 'resolved', next_letter: { rung: '-3', at: '2030-05-10T05:00:00.000Z' } });
    expect((await resolve()).json()).toMatchObject({ status: 'resolved' });
    expect((await post(`${disputes}/none/resolve`)).statusCode).toBe(404);
  });
});

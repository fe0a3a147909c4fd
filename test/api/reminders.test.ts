import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../db/keys/api-keys.ts';
import type { BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type Api, apiBefore } from './an-api.ts';

// Told in the spring of 2030: 1 April is a Monday, customers are in Almaty (UTC+5), letters leave at 10:00 = 05:00Z.
const now = '2030-04-01T06:00:00.000Z';

const machine = { type: 'api_key', id: 'key_test' } as const;

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
      expect(paused, scope).toEqual({ object: 'reminder_pause', paused_from: expect.stringMatching(/^2030-04-01T06:00/), paused_until: until, next_letter: monday });
      expect((await plan(deal)).slice(0, 2), scope).toMatchObject([
        { ...first, outcome: 'covered_by_pause', reason: 'pause' },
        { rung: '0', at: monday.at, outcome: 'will_send' },
      ]);
      const resumed = (await server.ask('DELETE', `/v1/${scope}/reminder_pause`)).json();
      expect(resumed, scope).toEqual({ object: 'reminder_pause', paused_from: null, paused_until: null, next_letter: { ...first, invoice_id: deal.invoiceId } });
      expect((await plan(deal))[0], scope).toMatchObject({ ...first, outcome: 'will_send' });
      expect((await read(`/v1/deals/${deal.dealId}`)).invoices[0].next_rung, scope).toEqual(first);
    }
  });

  it('of one scope take each other’s place: the same again is one interval, an earlier end shortens; the ledger keeps who asked for what', async () => {
    const deal = await owedOn('2030-04-15');
    for (const [scope, server, url] of [
      ['deal', api, `/v1/deals/${deal.dealId}`],
      ['customer', inSpring, `/v1/customers/${deal.customerId}`],
    ] as const) {
      const put = async (body: unknown) => (await server.ask('PUT', `${url}/reminder_pause`, { body })).json();
      const ledger = async (active?: boolean): Promise<Seen[]> =>
        (await server.ask('GET', `/v1/reminder_pauses?invoice_id=${deal.invoiceId}${active === undefined ? '' : `&active=${active}`}`)).json().data.filter((row: Seen) => row.scope === scope);
      const long = { until: '2030-05-01', reason: 'Сверка' };
      const first = await put(long);
      expect(first.next_letter.rung, scope).toBe('+14');
      expect(await put(long), scope).toEqual(first);
      expect(await ledger(true), scope).toMatchObject([{ kind: 'pause', status: 'running', until: '2030-04-30T19:00:00.000Z', reason: 'Сверка', author: { type: 'api_key', id: server.keyId } }]);
      const shorter = await put({ until: '2030-04-13', reason: 'Сверка' });
      expect(shorter, scope).toMatchObject({ paused_until: '2030-04-12T19:00:00.000Z', next_letter: { rung: '0', at: '2030-04-15T05:00:00.000Z' } });
      const told = (await ledger()).map(row => [row.until.slice(0, 10), row.status, row.outcome, row.ended_by?.id ?? null]);
      expect(told.sort(), scope).toEqual([
        ['2030-04-12', 'running', null, null],
        ['2030-04-30', 'over', 'replaced', server.keyId],
      ]);
      await server.ask('DELETE', `${url}/reminder_pause`);
      const outcomes = (await ledger(false)).map(row => row.outcome);
      expect(outcomes.sort(), scope).toEqual(['ended', 'replaced']);
    }
    expect((await api.ask('GET', `/v1/reminder_pauses?invoice_id=${deal.invoiceId}&deal_id=${deal.dealId}`)).statusCode).toBe(400);
    expect((await api.ask('GET', '/v1/reminder_pauses?customer_id=cus_none')).statusCode).toBe(404);
  });

  it('may be known in advance: a quiet period of the company moves the letters that would fall into it, and is taken back by its name', async () => {
    const deal = await owedOn('2030-04-15');
    const put = async (body: unknown) => (await inSpring.ask('PUT', '/v1/company/reminder_pause', { body })).json();
    expect(await put({ from: '2030-04-12', until: '2030-04-14', reason: 'Наурыз' })).toMatchObject({ paused_from: '2030-04-11T19:00:00.000Z', paused_until: '2030-04-13T19:00:00.000Z' });
    expect((await plan(deal)).slice(0, 2)).toMatchObject([
      { rung: '-3', outcome: 'covered_by_pause', reason: 'pause' },
      { rung: '0', at: '2030-04-15T05:00:00.000Z', outcome: 'will_send' },
    ]);
    // One that overlaps takes its place; one that runs stays beside it.
    await put({ from: '2030-04-12T12:00:00Z', until: '2030-04-14', reason: 'Наурыз' });
    await put({ until: '2030-04-02', reason: 'Инвентаризация' });
    const ledger = (await inSpring.ask('GET', '/v1/reminder_pauses?active=true')).json().data as Seen[];
    expect(ledger.map(row => [row.status, row.reason])).toEqual([
      ['planned', 'Наурыз'],
      ['running', 'Инвентаризация'],
    ]);
    expect((await plan(deal))[0]).toMatchObject({ rung: '-3', at: '2030-04-12T05:00:00.000Z', outcome: 'will_send' });
    for (const { id } of ledger) await inSpring.ask('DELETE', `/v1/reminder_pauses/${id}`);
    expect((await inSpring.ask('GET', '/v1/reminder_pauses?active=true')).json().data).toEqual([]);
    const quiet = (await api.ask('PUT', `/v1/invoices/${deal.invoiceId}/reminder_pause`, { body: { from: '2030-04-10', until: '2030-04-16', reason: 'Отпуск бухгалтера' } })).json();
    expect(quiet).toMatchObject({ paused_from: '2030-04-09T19:00:00.000Z', next_letter: { rung: '0', at: '2030-04-16T05:00:00.000Z' } });
    const [{ id }] = (await read(`/v1/reminder_pauses?invoice_id=${deal.invoiceId}&active=true`)).data;
    expect((await api.ask('DELETE', `/v1/reminder_pauses/${id}`)).json()).toMatchObject({ paused_from: null, next_letter: { rung: '-3' } });
    expect((await api.ask('DELETE', '/v1/reminder_pauses/pau_none')).statusCode).toBe(404);
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
      expect(await codeOf({ from: '2031-04-05', until: '2031-04-06', reason: 'x' }), scope).toBe('too_far_ahead');
      expect(await codeOf({ from: '2030-04-09', until: '2030-04-09', reason: 'x' }), scope).toBe('not_in_future');
    }
  });
});

describe('promises and disputes', () => {
  it('takes a promise until the end of its day and the day of grace, where the customer is', async () => {
    const deal = await owedOn('2030-05-15');
    const promises = `/v1/invoices/${deal.invoiceId}/promises`;
    const whole = (await post(promises, { pay_on: '2030-05-15' })).json();
    expect(whole).toMatchObject({
      object: 'promise',
      pay_on: '2030-05-15',
      amount: null,
      schedule: null,
      paused_until: '2030-05-16T19:00:00.000Z',
      next_letter: { rung: '0', at: '2030-05-17T05:00:00.000Z' },
    });
    // A part takes its place: the rest is chased.
    const part = (await post(promises, { pay_on: '2030-05-15', amount: { value: 1000, currency: 'KZT' } })).json();
    expect(part).toMatchObject({ amount: { value: 1000 }, paused_until: null, next_letter: { rung: '-3', at: '2030-05-10T05:00:00.000Z' } });
    const ledger = (await read(`/v1/reminder_pauses?invoice_id=${deal.invoiceId}`)).data.filter((row: Seen) => row.kind === 'promise');
    expect(ledger.map((row: Seen) => [row.status, row.pay_on, row.amount?.value ?? null, row.outcome])).toEqual([
      ['running', '2030-05-15', 1000, null],
      ['over', '2030-05-15', null, 'replaced'],
    ]);
    expect((await post(promises, { pay_on: '2030-06-01' })).json()).toMatchObject({ code: 'too_far_ahead', errors: [{ pointer: '#/pay_on' }] });
    expect((await post(promises, { pay_on: '2030-03-31' })).json()).toMatchObject({ code: 'not_in_future', errors: [{ pointer: '#/pay_on' }] });
    expect((await post(promises, { pay_on: '2030-05-15', amount: { value: 1, currency: 'USD' } })).json().code).toBe('currency_mismatch');
    expect((await post(promises, { pay_on: '2030-05-15', amount: { value: 10 ** 12, currency: 'KZT' } })).json().code).toBe('amount_out_of_range');
  });

  it('DN12: takes a schedule whose parts make up what is owed; the ladder sleeps from day to day while each is met, and goes on when one is not', async () => {
    const deal = await owedOn('2030-05-15');
    const tenge = (value: number) => ({ value, currency: 'KZT' });
    const promises = (schedule: unknown) => post(`/v1/invoices/${deal.invoiceId}/promises`, { schedule });
    const parts = [
      { pay_on: '2030-05-20', amount: tenge(16_000_000) },
      { pay_on: '2030-05-13', amount: tenge(100_000_000) },
    ];
    expect((await promises(parts.slice(0, 1))).statusCode).toBe(400);
    expect((await promises([parts[0], { ...parts[1], amount: tenge(1) }])).json()).toMatchObject({ code: 'amount_out_of_range', chased_minor: 116_000_000, errors: [{ pointer: '#/schedule' }] });
    const made = (await promises(parts)).json();
    expect(made).toMatchObject({ pay_on: '2030-05-13', paused_until: '2030-05-14T19:00:00.000Z', next_letter: { rung: '0', at: '2030-05-15T05:00:00.000Z' } });
    expect(made.schedule.map((part: Seen) => [part.pay_on, part.until])).toEqual([
      ['2030-05-13', '2030-05-14T19:00:00.000Z'],
      ['2030-05-20', '2030-05-21T19:00:00.000Z'],
    ]);
    // The first kept, the ladder sleeps to the second.
    await world.pay(deal, { amountMinor: 100_000_000, receivedOn: '2030-04-01' });
    expect((await plan(deal)).find(rung => rung.outcome === 'will_send')).toMatchObject({ at: '2030-05-22T05:00:00.000Z' });
    const ledger = (await read(`/v1/reminder_pauses?invoice_id=${deal.invoiceId}`)).data.filter((row: Seen) => row.kind === 'promise');
    expect(ledger.map((row: Seen) => [row.id, row.outcome]).sort()).toEqual([
      [`${made.id}_1`, 'kept'],
      [`${made.id}_2`, null],
    ]);
    // The second is not met: the ladder goes on at the rung it is at by then, and asks for what is left.
    await post(`/v1/deals/${deal.dealId}/fast_forward`, { until: '2030-05-22T05:01:00Z' });
    const fates = await eventually(
      async () => (await read(`/v1/reminders?invoice_id=${deal.invoiceId}`)).data,
      rows => rows.some((row: Seen) => row.status === 'sent' && row.rung === '+7'),
    );
    expect(fates.filter((row: Seen) => row.status !== 'planned').map((row: Seen) => `${row.rung} ${row.status} ${row.reason ?? ''}`)).toEqual([
      '-3 skipped promise',
      '0 skipped promise',
      '+3 skipped promise',
      '+7 sent ',
    ]);
    expect(fates[3].letter.subject.replace(/[\u00a0\u202f]/g, ' ')).toMatch(/(?<!\d )160 000 ₸/);
    expect((await read(`/v1/reminder_pauses?invoice_id=${deal.invoiceId}`)).data.find((row: Seen) => row.id === `${made.id}_2`)).toMatchObject({ status: 'over', outcome: 'broken' });
  });

  it('disputes a part: the rest is chased; upheld, it is credited once and the ladder goes on with the remainder', async () => {
    const deal = await owedOn('2030-05-15');
    const disputes = `/v1/invoices/${deal.invoiceId}/disputes`;
    const dispute = (await post(disputes, { amount: { value: 16_000_000, currency: 'KZT' }, reason: 'Недовоз' })).json();
    expect(dispute).toMatchObject({ status: 'open', outcome: null, amount: { value: 16_000_000 }, next_letter: { rung: '-3', at: '2030-05-10T05:00:00.000Z' } });
    const uphold = () => post(`${disputes}/${dispute.id}/resolve`, { outcome: 'upheld' });
    expect((await uphold()).json()).toMatchObject({ status: 'resolved', outcome: 'upheld', next_letter: { rung: '-3', at: '2030-05-10T05:00:00.000Z' } });
    expect((await uphold()).json()).toMatchObject({ outcome: 'upheld' });
    expect(await read(`/v1/invoices/${deal.invoiceId}`)).toMatchObject({ status: 'open', credited: { value: 16_000_000 }, remaining: { value: 100_000_000 } });
    const { timeline } = await read(`/v1/deals/${deal.dealId}`);
    expect(timeline.filter((event: Seen) => event.type === 'invoice.credited').map((event: Seen) => event.data)).toMatchObject([{ amount_minor: 16_000_000 }]);
    // A dispute of all that is left, upheld, closes the invoice and the deal, and thanks nobody.
    const whole = (await post(disputes, { reason: 'Брак' })).json();
    expect((await post(`${disputes}/${whole.id}/resolve`, { outcome: 'upheld' })).json()).toMatchObject({ status: 'resolved', next_letter: null });
    expect(await read(`/v1/invoices/${deal.invoiceId}`)).toMatchObject({ status: 'void', number: expect.any(String), remaining: { value: 0 } });
    await world.client.workflow.getHandle(deal.workflowId).result();
    expect((await world.pool.query("select 1 from notice where deal_id = $1 and input->>'kind' = 'thank_you'", [deal.dealId])).rowCount).toBe(0);
  });

  it('a dispute that is upheld needs the right to credit; rejected, nothing is credited', async () => {
    const deal = await owedOn('2030-05-15');
    const disputes = `/v1/invoices/${deal.invoiceId}/disputes`;
    const dispute = (await post(disputes, { amount: { value: 5, currency: 'KZT' }, reason: 'Цена' })).json();
    const { secret: key } = await createApiKey(api.ctx.db, { name: 'Менеджер', scopes: ['reminders:write'] }, { actor: machine, now });
    const resolve = (outcome: string) => api.ask('POST', `${disputes}/${dispute.id}/resolve`, { body: { outcome }, key });
    expect((await resolve('upheld')).json()).toMatchObject({ status: 403, code: 'forbidden', scope: 'invoices:write' });
    expect((await resolve('rejected')).json()).toMatchObject({ status: 'resolved', outcome: 'rejected' });
    expect(await read(`/v1/invoices/${deal.invoiceId}`)).toMatchObject({ credited: { value: 0 } });
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

describe('credit notes', () => {
  const credit = (deal: Owed, value: number, currency = 'KZT') => post(`/v1/invoices/${deal.invoiceId}/credit`, { amount: { value, currency }, reason: 'Возврат одного насоса' });
  const voiding = (deal: Owed) => post(`/v1/invoices/${deal.invoiceId}/void`, { reason: 'Не тот покупатель' });

  it('INV-3: take off a part, never more than is left and never in another currency; what is paid and credited make the whole', async () => {
    const deal = await owedOn('2030-05-15');
    expect((await credit(deal, 16_000_000)).json()).toMatchObject({ status: 'open', credited: { value: 16_000_000 }, remaining: { value: 100_000_000 } });
    expect((await credit(deal, 100_000_001)).json()).toMatchObject({ code: 'amount_out_of_range', rest_minor: 100_000_000 });
    expect((await credit(deal, 1, 'USD')).json()).toMatchObject({ code: 'currency_mismatch', errors: [{ pointer: '#/amount/currency' }] });
    await world.pay(deal, { amountMinor: 60_000_000, receivedOn: '2030-04-01' });
    expect((await voiding(deal)).json()).toMatchObject({ status: 409, code: 'money_allocated', allocated_minor: 60_000_000 });
    expect((await credit(deal, 40_000_000)).json()).toMatchObject({ status: 'paid', paid: { value: 60_000_000 }, credited: { value: 56_000_000 }, remaining: { value: 0 } });
    expect((await credit(deal, 1)).json()).toMatchObject({ code: 'invoice_not_open' });
    await world.client.workflow.getHandle(deal.workflowId).result();
    expect(await read(`/v1/deals/${deal.dealId}`)).toMatchObject({ stage: 'paid' });
    expect((await world.pool.query("select 1 from notice where deal_id = $1 and input->>'kind' = 'thank_you'", [deal.dealId])).rowCount).toBe(0);
    await expect(world.pool.query('update invoice set credited_minor = credited_minor + 1 where id = $1', [deal.invoiceId])).rejects.toThrow('invoice_paid_within_total');
    await expect(world.pool.query("insert into credit_note values ('crn_x', $1, 5, 'x', now())", [deal.invoiceId])).rejects.toThrow('credited');
  });

  it('void an invoice with its number kept; the deal has nothing left to collect and ends, and a second time is no error', async () => {
    const deal = await owedOn('2030-05-15');
    const { number } = await read(`/v1/invoices/${deal.invoiceId}`);
    expect((await voiding(deal)).json()).toMatchObject({ status: 'void', number, credited: { value: 116_000_000 }, remaining: { value: 0 } });
    await world.client.workflow.getHandle(deal.workflowId).result();
    const { stage, timeline } = await read(`/v1/deals/${deal.dealId}`);
    expect([stage, timeline.slice(-3).map((event: Seen) => event.type)]).toEqual(['cancelled', ['invoice.credited', 'invoice.closed', 'deal.closed']]);
    expect((await voiding(deal)).json()).toMatchObject({ status: 'void' });
    expect((await plan(deal)).every(rung => rung.outcome === 'skipped')).toBe(true);
  });
});

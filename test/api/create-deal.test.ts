import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../api/app.ts';
import { startWaitingDeals } from '../../api/process/reconcile-starts.ts';
import { engineAway } from '../build/engine-away.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type Api, apiBefore, apiConfig } from './an-api.ts';
import { aDealBody } from './deal-body.ts';

let world: World, api: Api;
beforeAll(async () => {
  world = await aWorld();
  api = await apiBefore(world);
});
afterAll(async () => {
  await api.close();
  await world.close();
});

const create = (body: Record<string, unknown>, headers: Record<string, string> = {}) => api.ask('POST', '/v1/deals', { body, headers });
const count = async (table: 'deal' | 'customer') => Number((await world.pool.query(`select count(*) from ${table}`)).rows[0].count);
let tax = 0;
/** Valid BINs of companies that do not exist. */
const bins = ['180340027304', '150940002147', '181140003273', '141040009271', '160240004714', '190840005620', '110540006188', '210640008337'];
const aCustomer = (change: Record<string, unknown> = {}) => ({ name: 'ТОО «Сарыарка»', tax_id: { type: 'kz_bin', value: bins[tax++ % bins.length] }, email: 'buh@saryarka.example', ...change });

describe('POST /v1/deals', () => {
  it('answers 202 with the deal and its place, and starts one process', async () => {
    const answer = await create(aDealBody({ source: 'bitrix24', external_id: '4711', submit: true }));
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ object: 'deal', source: 'bitrix24', external_id: '4711', workflow_id: 'deal:bitrix24:4711', totals: { gross: { value: 371200000, currency: 'KZT' } } });
    const { id } = answer.json();
    expect(answer.headers.location).toBe(`/v1/deals/${id}`);
    const deal = await eventually(
      async () => (await api.ask('GET', `/v1/deals/${id}?lang=ru`)).json(),
      seen => seen.stage === 'approving',
    );
    expect(deal.why_waiting).toMatchObject({ code: 'approval_open', text: 'ждёт решения руководителя продаж', holder: { type: 'user', name: 'Руслан Оспанов' } });
    expect(deal.timeline[0]).toMatchObject({ n: 1, type: 'deal.created', actor: { type: 'api_key', id: api.keyId, name: 'Bitrix24' } });
    expect(deal.approval.steps.map((step: { role: string; status: string }) => [step.role, step.status])).toEqual([
      ['manager', 'open'],
      ['lawyer', 'waiting'],
      ['cfo', 'waiting'],
      ['director', 'waiting'],
    ]);
  });

  it('INV-8: the same external deal twice, in another order of keys and by another Idempotency-Key, is one deal', async () => {
    const body = aDealBody({ external_id: 'twice', customer: aCustomer() });
    const first = await create(body),
      before = await count('deal');
    const second = await create(Object.fromEntries(Object.entries(body).reverse()));
    expect([first.statusCode, second.statusCode]).toEqual([202, 200]);
    expect(second.json().id).toBe(first.json().id);
    expect(await count('deal')).toBe(before);
  });

  it('refuses the same external id with other content and changes nothing', async () => {
    const body = aDealBody({ external_id: 'other-content', customer: aCustomer() });
    const { id } = (await create(body)).json();
    const answer = await create({ ...body, title: 'Другое' });
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code: 'deal_exists', deal_id: id, errors: [{ pointer: '#/external_id' }] });
    expect((await api.ask('GET', `/v1/deals/${id}`)).json().title).toBe(body.title);
  });

  it('INV-8: two equal requests at the same moment make one deal and one customer', async () => {
    const body = aDealBody({ external_id: 'at-once', customer: aCustomer() });
    const before = [await count('deal'), await count('customer')];
    const answers = await Promise.all([create(body), create(body), create(body)]);
    expect(new Set(answers.map(answer => answer.json().id)).size).toBe(1);
    expect([await count('deal'), await count('customer')]).toEqual(before.map(n => n + 1));
  });

  it('replays the first answer under one Idempotency-Key, quoted or bare', async () => {
    const body = aDealBody({ customer: aCustomer() });
    const first = await create(body, { 'idempotency-key': '"k-1"' });
    const again = await create(body, { 'idempotency-key': 'k-1' });
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect([again.statusCode, again.headers.location, again.json().id]).toEqual([202, first.headers.location, first.json().id]);
  });

  it('finds the customer by tax id, fills in what was missing, and refuses a contradiction', async () => {
    const customer = aCustomer({ email: undefined });
    const { customer: made } = (await create(aDealBody({ customer }))).json();
    const found = (await create(aDealBody({ customer: { ...customer, external_id: 'c-88', email: 'new@saryarka.example' } }))).json();
    expect(found.customer.id).toBe(made.id);
    expect((await api.ask('GET', `/v1/customers/${made.id}`)).json()).toMatchObject({ external_id: 'c-88', email: 'new@saryarka.example' });
    const answer = await create(aDealBody({ customer: { ...customer, external_id: 'c-99' } }));
    expect(answer.json()).toMatchObject({ status: 409, code: 'customer_conflict', errors: [{ pointer: '#/customer/external_id' }] });
  });

  it('puts an external id that does not fit into a workflow id aside, and keeps it on record', async () => {
    const deal = (await create(aDealBody({ source: 'b24', external_id: 'Сделка/17 «А»', customer: aCustomer() }))).json();
    expect(deal).toMatchObject({ external_id: 'Сделка/17 «А»', workflow_id: `deal:b24:${deal.id}` });
  });
});

describe('a deal that enters at collecting', () => {
  const invoice = {
    number: 'A-17',
    issued_on: '2026-11-02',
    due_on: '2026-11-16',
    total: { value: 116000000, currency: 'KZT' },
    vat: { value: 16000000, currency: 'KZT' },
    paid: { value: 16000000, currency: 'KZT' },
  };

  it('takes the invoice from elsewhere with what was paid, and stands on its rung', async () => {
    const { id } = (await create(aDealBody({ entry_stage: 'collecting', lines: undefined, customer: aCustomer(), invoice }))).json();
    const deal = await eventually(
      async () => (await api.ask('GET', `/v1/deals/${id}`)).json(),
      seen => seen.overdue,
    );
    expect(deal).toMatchObject({ stage: 'collecting', draft: null, invoices: [{ number: 'A-17', status: 'open', due_on: '2026-11-16', remaining: { value: 100000000, currency: 'KZT' } }] });
    const owed = (await api.ask('GET', `/v1/invoices/${deal.invoices[0].id}`)).json();
    expect(owed).toMatchObject({ external: true, paid: { value: 16000000 }, partly_paid: true, payment_status: 'overdue', totals: { net: { value: 100000000 } } });
    expect(owed.reference).toMatch(/^[0-9A-Z]{8}$/);
    expect(owed.page_url).toContain('/i/');
    expect(deal.timeline.map((event: { type: string }) => event.type)).not.toContain('payment.received');
  });

  it('refuses a number that is on record, and an invoice that is paid already', async () => {
    const before = await count('deal');
    const twice = await create(aDealBody({ entry_stage: 'collecting', customer: aCustomer(), invoice }));
    expect(twice.json()).toMatchObject({ status: 400, errors: [{ pointer: '#/invoice/number' }] });
    const paid = await create(aDealBody({ entry_stage: 'collecting', customer: aCustomer(), invoice: { ...invoice, number: 'A-18', paid: invoice.total } }));
    expect(paid.json()).toMatchObject({ status: 422, code: 'amount_out_of_range', errors: [{ pointer: '#/invoice/paid' }] });
    expect(await count('deal')).toBe(before);
  });
});

describe('while the process engine is away', () => {
  it('answers 503 with Retry-After and keeps the deal; the same request starts it when the engine is back', async () => {
    const ctx = { ...api.ctx, temporal: engineAway(world.namespace), config: apiConfig };
    const cut = await buildApp(ctx);
    const body = aDealBody({ external_id: 'engine-away', customer: aCustomer() });
    const { secret } = (await api.ask('POST', '/v1/api_keys', { body: { name: 'cut', scopes: ['deals:write', 'deals:read'] } })).json();
    const request = { method: 'POST' as const, url: '/v1/deals', headers: { authorization: `Bearer ${secret}`, 'idempotency-key': 'away-1' }, payload: body };
    const refused = await cut.inject(request);
    expect([refused.statusCode, refused.headers['retry-after'], refused.json().code]).toEqual([503, '2', 'temporal_unavailable']);
    const answer = await api.app.inject(request);
    expect(answer.statusCode).toBe(202);
    expect(answer.headers['idempotent-replayed']).toBeUndefined();
    await eventually(
      async () => (await api.ask('GET', `/v1/deals/${answer.json().id}`)).json(),
      seen => seen.revision > 0,
    );
    await cut.close();
  });

  it('lets the reconciler start what no request came back for', async () => {
    const { id } = (await create(aDealBody({ external_id: 'left-behind', customer: aCustomer() }))).json();
    await eventually(
      async () => (await api.ask('GET', `/v1/deals/${id}`)).json(),
      seen => seen.revision > 0,
    );
    const lost = 'deal_left_behind';
    const leave = (deal: { id: string; workflowId: string; minutesAgo: number }) =>
      world.pool.query(
        `insert into deal (id, source, external_id, workflow_id, request_sha256, title, customer_id, owner_id, currency, language, entry_stage, draft, stage, created_at)
         select $1, 'api', $1, $3, 'x', title, customer_id, owner_id, currency, language, entry_stage, draft, 'quoting', now() - $4 * interval '1 minute' from deal where id = $2`,
        [deal.id, id, deal.workflowId, deal.minutesAgo],
      );
    // The engine takes no id of that length: an older deal that cannot be started holds up no other.
    await leave({ id: 'deal_hopeless', workflowId: 'x'.repeat(2_000), minutesAgo: 9 });
    await leave({ id: lost, workflowId: `deal:api:${lost}`, minutesAgo: 1 });
    await expect(startWaitingDeals(api.ctx)).rejects.toThrow('1 deals could not be started');
    await world.pool.query("delete from deal where id = 'deal_hopeless'");
    await eventually(
      async () => (await api.ask('GET', `/v1/deals/${lost}`)).json(),
      seen => seen.revision > 0,
    );
    expect(await startWaitingDeals(api.ctx)).toBe(0);
  });
});

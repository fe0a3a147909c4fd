import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account } from '../build/company.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type Api, apiBefore } from './an-api.ts';
import { aTypicalDealBody } from './deal-body.ts';

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
const get = (url: string) => api.ask('GET', url);
const read = async (id: string): Promise<Seen> => (await get(`/v1/deals/${id}`)).json();
const post = (url: string, body: unknown = {}) => api.ask('POST', url, { body });
const bins = ['180340027304', '150140000716', '180940003428', '120340012553'];
const aCustomer = (change: Record<string, unknown> = {}) => ({ name: 'ТОО «Ромашка»', external_id: randomUUID(), email: 'buh@romashka.example', ...change });

/** A submitted deal whose steps are all approved the moment they open; answered where it stands then. */
async function anApprovedDeal(change: Record<string, unknown>, waitingFor: string): Promise<Seen> {
  const { id } = (await post('/v1/deals', aTypicalDealBody({ submit: true, ...change }))).json();
  for (;;) {
    const deal = await eventually(
      () => read(id),
      seen => seen.why_waiting?.code === waitingFor || seen.approval?.steps.some((step: Seen) => step.status === 'open'),
    );
    const step = deal.approval.steps.find((each: Seen) => each.status === 'open');
    if (!step) return deal;
    await post(`/v1/approval_tasks/${step.task_id}/approve`, { version: deal.approval.version });
  }
}

const special = [{ text: 'Возврат брака за наш счёт', reason: 'Постоянный клиент' }];
const terms = { due: { type: 'net_days', days: 14 }, special };

describe('POST /v1/invoices/{id}/release', () => {
  it('I9: lets an invoice out of the review gate: it is numbered, printed and sent; once more is no error', async () => {
    const deal = await anApprovedDeal({ customer: aCustomer({ tax_id: { type: 'kz_bin', value: bins[0] } }), terms }, 'invoice_review');
    const [{ id }] = deal.invoices;
    expect((await get(`/v1/invoices/${id}`)).json()).toMatchObject({ status: 'review', number: null, review_reason: 'special_terms', issued_on: null });
    const released = (await post(`/v1/invoices/${id}/release`)).json();
    expect(released).toMatchObject({ status: 'open', number: expect.stringMatching(/^\d{4}-\d{6}$/), reference: expect.stringMatching(/^[A-Z0-9]{8}$/), payment_status: 'not_due' });
    await eventually(
      async () => (await get(`/v1/invoices/${id}`)).json(),
      seen => seen.delivery === 'sent',
    );
    expect((await post(`/v1/invoices/${id}/release`)).json()).toMatchObject({ number: released.number });
    expect((await post('/v1/invoices/inv_none/release')).statusCode).toBe(404);
  });
});

describe('requisites', () => {
  it('I2: of the customer stop the invoice where they are missing, with the field named; added and released, it is issued', async () => {
    const customer = aCustomer();
    const deal = await anApprovedDeal({ customer }, 'requisites_incomplete');
    const [{ id }] = deal.invoices;
    expect(deal.timeline.find((event: Seen) => event.type === 'invoice.refused').data).toMatchObject({ code: 'requisites_incomplete', field: 'customer.tax_id' });
    expect((await get(`/v1/invoices/${id}`)).json()).toMatchObject({ status: 'review', number: null, review_reason: 'customer.tax_id' });
    expect(deal.why_waiting).toMatchObject({ holder: { id: 'finance' } });
    // Released too early it stops again.
    expect((await post(`/v1/invoices/${id}/release`)).json()).toMatchObject({ status: 'review', number: null });
    await post('/v1/deals', aTypicalDealBody({ customer: { ...customer, tax_id: { type: 'kz_bin', value: bins[1] } } }));
    expect((await post(`/v1/invoices/${id}/release`)).json()).toMatchObject({ status: 'open', number: expect.any(String) });
    const letters = await world.pool.query("select 1 from letter where invoice_id = $1 and kind = 'invoice'", [id]);
    expect(letters.rowCount).toBeLessThanOrEqual(1);
  });

  it('I2: of the company stop it likewise', async () => {
    await world.pool.query("update bank_account set iban = 'KZ00722TEST000000001' where id = $1", [account.id]);
    const deal = await anApprovedDeal({ customer: aCustomer({ tax_id: { type: 'kz_bin', value: bins[2] } }) }, 'requisites_incomplete');
    const [{ id }] = deal.invoices;
    expect((await get(`/v1/invoices/${id}`)).json()).toMatchObject({ status: 'review', review_reason: 'company.iban' });
    await world.pool.query('update bank_account set iban = $2 where id = $1', [account.id, account.iban]);
    expect((await post(`/v1/invoices/${id}/release`)).json()).toMatchObject({ status: 'open' });
  });
});

describe('an issued invoice', () => {
  it('is not sent once more to an address from which letters come back; another address takes it', async () => {
    const deal = await anApprovedDeal({ customer: aCustomer({ tax_id: { type: 'kz_bin', value: bins[3] } }) }, 'payment_due');
    const [{ id }] = deal.invoices;
    await world.pool.query("update customer set email_dead_reason = '550 no such user' where id = $1", [deal.customer.id]);
    const refused = await post(`/v1/invoices/${id}/send`);
    expect([refused.statusCode, refused.json()]).toMatchObject([422, { code: 'requisites_incomplete', email_dead_reason: '550 no such user', errors: [{ pointer: 'customer.email' }] }]);
    expect((await world.pool.query("select 1 from notice where deal_id = $1 and input->>'kind' = 'invoice'", [deal.id])).rowCount).toBe(0);
    await api.ask('PATCH', `/v1/customers/${deal.customer.id}`, { body: { email: 'other@romashka.example' } });
    expect((await post(`/v1/invoices/${id}/send`)).statusCode).toBe(202);
  });
});

describe('GET /v1/deals/{id}/versions/{n}/pdf', () => {
  it('gives the printed quote of a version in three languages', async () => {
    const deal = await anApprovedDeal({ customer: aCustomer(), acceptance: 'customer_accepts' }, 'acceptance_open');
    for (const language of ['ru', 'kk', 'en']) {
      const pdf = await eventually(
        () => get(`/v1/deals/${deal.id}/versions/1/pdf?language=${language}`),
        answer => answer.statusCode === 200 || answer.json().reason !== 'not_printed_yet',
      );
      expect([pdf.statusCode, pdf.headers['content-type'], pdf.rawPayload.subarray(0, 4).toString()], language).toEqual([200, 'application/pdf', '%PDF']);
      expect(pdf.headers['content-disposition']).toContain('v1');
    }
    expect((await get(`/v1/deals/${deal.id}/versions/9/pdf`)).json()).toMatchObject({ status: 404, code: 'not_found' });
    expect((await get(`/v1/deals/${deal.id}/versions/1/pdf?language=de`)).statusCode).toBe(400);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type Api, apiBefore } from './an-api.ts';
import { aDealBody, aTypicalDealBody } from './deal-body.ts';

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
const read = async (id: string): Promise<Seen> => (await api.ask('GET', `/v1/deals/${id}`)).json();
const post = (url: string, body: unknown = {}, headers: Record<string, string> = {}) => api.ask('POST', url, { body, headers });
const openStep = (deal: Seen) => deal.approval?.steps.find((step: Seen) => step.status === 'open');

/** A deal of a customer of its own, submitted. */
async function aSubmittedDeal(body = aTypicalDealBody): Promise<Seen> {
  const { id } = (await post('/v1/deals', body({ submit: true, customer: { name: 'ТОО «Ромашка»', external_id: randomUUID(), tax_id: undefined, email: 'buh@romashka.example' } }))).json();
  return eventually(
    () => read(id),
    deal => deal.stage === 'approving' && openStep(deal),
  );
}

async function anInvoicedDeal(): Promise<Seen> {
  const customer = { name: 'ТОО «Сарыарка»', tax_id: { type: 'kz_bin', value: '180340027304' }, email: 'buh@saryarka.example' };
  const { id } = (await post('/v1/deals', aTypicalDealBody({ submit: true, customer }))).json();
  const deal = await eventually(
    () => read(id),
    seen => openStep(seen),
  );
  await post(`/v1/approval_tasks/${openStep(deal).task_id}/approve`, { version: 1 });
  return eventually(
    () => read(id),
    seen => seen.invoices[0]?.delivery === 'sent',
  );
}

describe('approval tasks', () => {
  it('INV-4: a repeated equal decision answers the first outcome, another one 409, and one event stands', async () => {
    const deal = await aSubmittedDeal(aDealBody);
    const { task_id: task } = openStep(deal);
    const first = await post(`/v1/approval_tasks/${task}/approve`, { version: 1, comment: 'Согласен' });
    expect(first.json()).toMatchObject({ object: 'approval_task', status: 'approved', comment: 'Согласен', decided_by: { id: api.keyId, name: 'Bitrix24' } });
    expect((await post(`/v1/approval_tasks/${task}/approve`, { version: 1 })).statusCode).toBe(200);
    expect((await post(`/v1/approval_tasks/${task}/reject`, { version: 1, comment: 'Нет' })).json()).toMatchObject({ status: 409, code: 'already_decided', decision: 'approved' });
    const { timeline } = await read(deal.id);
    expect(timeline.filter((event: Seen) => event.type === 'approval.decided')).toHaveLength(1);
    const { rows } = await world.pool.query('select ip, version_hash from decision_evidence where task_id = $1 and id = (select evidence_id from approval_task where id = $1)', [task]);
    expect(rows).toEqual([{ ip: '127.0.0.1', version_hash: deal.package.hash }]);
  });

  it('keeps comments out of the process: only their ids travel', async () => {
    const deal = await aSubmittedDeal();
    await post(`/v1/approval_tasks/${openStep(deal).task_id}/reject`, { version: 1, comment: 'Секретная причина' });
    const history = await world.client.workflow.getHandle(deal.workflow_id).fetchHistory();
    expect(JSON.stringify(history)).not.toContain(Buffer.from('Секретная причина').toString('base64').slice(4, 20));
    const seen = await eventually(
      () => read(deal.id),
      each => each.stage === 'quoting',
    );
    expect(seen.approval.steps[0]).toMatchObject({ status: 'rejected', comment: 'Секретная причина' });
  });

  it('refuses a decision on a version that was replaced and names the current one', async () => {
    const deal = await aSubmittedDeal();
    const { task_id: task } = openStep(deal);
    const change = { terms: { due: { type: 'net_days', days: 10 } } };
    const changed = await api.ask('PUT', `/v1/deals/${deal.id}/package`, { body: change, headers: { 'if-match': `"${deal.draft_revision}"` } });
    expect(changed.statusCode).toBe(200);
    await eventually(
      () => read(deal.id),
      seen => seen.package.version === 2 && openStep(seen),
    );
    expect((await post(`/v1/approval_tasks/${task}/approve`, { version: 1 })).json()).toMatchObject({ status: 409, code: 'version_superseded', current_version: 2 });
    const diff = (await api.ask('GET', `/v1/deals/${deal.id}/versions/1/diff/2`)).json();
    expect(diff.changes).toEqual([{ kind: 'changed', subject: 'terms', path: 'due', line: null, was: { type: 'net_days', days: 14 }, now: { type: 'net_days', days: 10 } }]);
    expect((await api.ask('GET', `/v1/deals/${deal.id}/versions`)).json().data.map((version: Seen) => version.version)).toEqual([1, 2]);
  });

  it('hands a step over to an approver who has not had it, and to nobody else', async () => {
    const deal = await aSubmittedDeal(aDealBody);
    const { task_id: task } = openStep(deal);
    const over = (to_user_id: string) => post(`/v1/approval_tasks/${task}/hand_over`, { version: 1, to_user_id, comment: 'Отпуск' });
    expect((await over(people.admin.id)).json()).toMatchObject({ code: 'not_entitled', errors: [{ pointer: '#/to_user_id' }] });
    expect((await over(people.director.id)).json()).toMatchObject({ status: 'open', person: { id: people.director.id } });
    expect((await over(people.manager.id)).json()).toMatchObject({ status: 403, code: 'not_entitled' });
  });

  it('lists what is open for a person', async () => {
    const deal = await aSubmittedDeal();
    const { data } = (await api.ask('GET', `/v1/approval_tasks?status=open&user_id=${people.manager.id}&deal_id=${deal.id}&lang=en`)).json();
    expect(data).toMatchObject([{ deal_id: deal.id, role: 'manager', why: ['The sales manager decides on every deal.'] }]);
    const pages = [(await api.ask('GET', '/v1/approval_tasks?limit=1')).json()];
    pages.push((await api.ask('GET', `/v1/approval_tasks?limit=1&cursor=${pages[0].next_cursor}`)).json());
    expect(pages[1].data[0].id).not.toBe(pages[0].data[0].id);
  });
});

describe('the package', () => {
  it('changes by If-Match only, and by the present revision only; a repeat finds its own change', async () => {
    const { id } = (await post('/v1/deals', aDealBody({ customer: { name: 'x' } }))).json();
    const put = (revision: string | null, body: unknown = { title: 'Новое' }) => api.ask('PUT', `/v1/deals/${id}/package`, { body, headers: revision === null ? {} : { 'if-match': revision } });
    expect((await put(null)).json()).toMatchObject({ status: 428, code: 'precondition_required' });
    const first = await put('"0"');
    expect([first.statusCode, first.headers.etag, first.json().title]).toEqual([200, '"1"', 'Новое']);
    expect((await put('"0"')).statusCode).toBe(200);
    expect((await put('"0"', { title: 'Другое' })).json()).toMatchObject({ status: 412, code: 'precondition_failed', current_revision: 1 });
    expect((await put('"1"', { lines: [{ name: 'x', qty: '0', unit: 'шт', unit_price: { value: 1, currency: 'KZT' }, vat_code: 'KZ_STANDARD' }] })).json()).toMatchObject({
      errors: [{ pointer: '#/lines/0/qty' }],
    });
    const { timeline } = await read(id);
    expect(timeline.filter((event: Seen) => event.type === 'deal.draft_changed')).toHaveLength(1);
  });
});

describe('actions on a deal', () => {
  it('loses a deal with its reason; once more is no error, and nothing more can be done to it', async () => {
    const { id } = (await post('/v1/deals', aDealBody({ customer: { name: 'x' } }))).json();
    expect((await post(`/v1/deals/${id}/lose`, {})).json()).toMatchObject({ status: 400, errors: [{ pointer: '#/reason' }] });
    expect((await post(`/v1/deals/${id}/lose`, { reason: 'Дорого' })).json()).toMatchObject({ stage: 'lost', why_waiting: null });
    expect((await post(`/v1/deals/${id}/lose`, { reason: 'Дорого' })).statusCode).toBe(200);
    expect((await post(`/v1/deals/${id}/submit`)).json()).toMatchObject({ status: 409, code: 'wrong_stage' });
  });

  it('gives a deal a new owner who is there', async () => {
    const { id } = (await post('/v1/deals', aDealBody({ customer: { name: 'x' } }))).json();
    expect((await post(`/v1/deals/${id}/hand_over`, { to_user_id: 'usr_none' })).json()).toMatchObject({ status: 422, code: 'unknown_user' });
    expect((await post(`/v1/deals/${id}/hand_over`, { to_user_id: people.manager.id, reason: 'Отпуск' })).json().owner).toEqual({ id: people.manager.id, name: people.manager.name });
  });

  it('refuses what the stage does not allow, with its code', async () => {
    const { id } = (await post('/v1/deals', aDealBody({ customer: { name: 'x' } }))).json();
    for (const verb of ['accept', 'mark_signed', 'mark_delivered']) expect((await post(`/v1/deals/${id}/${verb}`)).json(), verb).toMatchObject({ status: 409, code: 'wrong_stage' });
    expect((await post(`/v1/deals/${id}/write_off`, { reason: 'x' })).json()).toMatchObject({ code: 'wrong_stage' });
  });
});

describe('invoices, events and time', () => {
  it('sends an invoice once more under one Idempotency-Key once, and its PDF in three languages', async () => {
    const deal = await anInvoicedDeal();
    const [{ id: invoice }] = deal.invoices;
    const letters = async () => Number((await world.pool.query("select count(*) from letter where invoice_id = $1 and kind = 'invoice' and state = 'sent'", [invoice])).rows[0].count);
    const again = await Promise.all([1, 2].map(() => post(`/v1/invoices/${invoice}/send`, {}, { 'idempotency-key': `again-${invoice}` })));
    expect(again.map(answer => answer.statusCode).sort()).toEqual(expect.arrayContaining([202]));
    await eventually(letters, count => count === 2);
    for (const language of ['ru', 'kk', 'en']) {
      const pdf = await api.ask('GET', `/v1/invoices/${invoice}/pdf?language=${language}`);
      expect([pdf.statusCode, pdf.headers['content-type'], pdf.rawPayload.subarray(0, 4).toString()]).toEqual([200, 'application/pdf', '%PDF']);
    }
  });

  it('gives every event of all deals in one order, page by page, without loss', async () => {
    const seen: Seen[] = [];
    for (let after = 0; ; ) {
      const page = (await api.ask('GET', `/v1/events?after=${after}&limit=40`)).json();
      seen.push(...page.data);
      after = page.next_after;
      if (!page.has_more) break;
    }
    const { rows } = await world.pool.query('select seq::int from deal_event order by seq');
    expect(seen.map(event => event.seq)).toEqual(rows.map(row => row.seq));
  });

  it('says where time travel is switched off, and where the deal has ended', async () => {
    const off = await apiBefore(world, { config: { fastForward: false } });
    const { id } = (await post('/v1/deals', aDealBody({ customer: { name: 'x' } }))).json();
    expect((await off.ask('POST', `/v1/deals/${id}/fast_forward`, { body: { days: 1 } })).json()).toMatchObject({ status: 403, code: 'time_travel_disabled' });
    await off.close();
    expect((await post(`/v1/deals/${id}/fast_forward`, { until: '2020-01-01T00:00:00Z' })).json()).toMatchObject({ status: 422, code: 'not_in_future' });
    await post(`/v1/deals/${id}/cancel`, { reason: 'x' });
    expect((await post(`/v1/deals/${id}/fast_forward`, { days: 1 })).json()).toMatchObject({ status: 409, code: 'wrong_stage' });
  });
});

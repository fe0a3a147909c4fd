import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerInvoicePage } from '../../api/pages/invoice/invoice-page.ts';
import { registerSettings } from '../../api/pages/settings/register-settings.ts';
import { registerReminderSettings } from '../../api/pages/settings/reminders/register.ts';
import { reminderPause } from '../../db/schema/index.ts';
import { kaspiStatement } from '../../local/kaspi-statement.ts';
import { account, people } from '../build/company.ts';
import { aReceivable } from '../build/invoice.ts';
import { eventually } from '../deal/world.ts';
import { type Api, type Asked, apiWithoutEngine } from './an-api.ts';
import { enterAs, hidden } from './pages/pages-app.ts';
import { operationsOf } from './specification.ts';

let api: Api;
beforeAll(async () => {
  api = await apiWithoutEngine({ engine: 'empty', config: { demo: true }, options: { rateLimits: { perKey: 100_000, perAddress: 100_000 } } });
});
afterAll(() => api.close());

type Seen = ReturnType<typeof JSON.parse>;
type Change = { seq: number; what: string; subject_id: string; actor: { type: string; id: string; name: string | null; via: string | null }; at: string; before: Seen; after: Seen };
const get = async (url: string): Promise<Seen> => (await api.ask('GET', url)).json();
const lastSeq = async (): Promise<number> => (await api.pool.query('select coalesce(max(seq), 0)::int as seq from change')).rows[0].seq;
/** Changes are told once no transaction of the server is older, and other tests run on the same server: waits for the last one. */
async function changesAfter(seq: number): Promise<Change[]> {
  const last = await lastSeq();
  return eventually<Change[]>(
    async () => (await get(`/v1/changes?after=${seq}&limit=200`)).data,
    told => (told.at(-1)?.seq ?? seq) >= last,
  );
}
const kzt = (value: number) => ({ value, currency: 'KZT' });

const soon = () => new Date(Date.now() + 3 * 86_400_000).toISOString();

const aPayment = () => ({ external_id: `PP-${randomUUID()}`, amount: kzt(100), received_on: '2026-11-01', payer: { name: 'ТОО «Ромашка»' }, purpose: 'перевод' });
const owner = { name: 'ТОО "Арна Снаб"', taxId: '991240991014', iban: account.iban, bic: account.bic };
const aStatement = () => Buffer.from(kaspiStatement({ owner, fromOn: '2026-11-20', toOn: '2026-11-20', openingMinor: 0, documents: [] }));
const reminderRungs = [{ offset_days: 10, tone: 'manual', does: ['stop', 'manual_task'] }];
const aCustomerRow = 'record;customer_tax_id;customer_name\ncustomer;150140000716;"ТОО ""Степной ветер"""\n';

/** Every operation that changes something outside of the deals' processes, with what it leaves. They are asked in this order, each told what the last one that makes something has made. */
const operations: readonly (readonly [operation: string, left: string, asked: (made: string) => Asked & { url: string }])[] = [
  ['PUT /v1/approval_policies/default', 'approval_policy.changed', () => ({ url: '/v1/approval_policies/default', body: { rows: policyRows, undo_seconds: 30 }, headers: { 'if-match': '"1"' } })],
  ['PUT /v1/reminder_policies/{id}', 'reminder_policy.changed', () => ({ url: '/v1/reminder_policies/default', body: { rungs: reminderRungs }, headers: { 'if-match': '"1"' } })],
  ['POST /v1/reminder_policies/{id}/adopt', 'reminder_policy.adopted', () => ({ url: '/v1/reminder_policies/default/adopt', body: { version: 2, scope: 'new_deals' } })],
  ['POST /v1/users', 'user.created', () => ({ url: '/v1/users', body: { name: 'Сауле Абенова', email: 'saule@arna.example' } })],
  ['PATCH /v1/users/{id}', 'user.changed', made => ({ url: `/v1/users/${made}`, body: { name: 'Сауле Ли', language: 'kk' } })],
  ['POST /v1/users/{id}/covers', 'cover.created', () => ({ url: `/v1/users/${people.cfo.id}/covers`, body: { from_on: '2027-01-04', to_on: '2027-01-08', cover_user_id: people.director.id } })],
  ['DELETE /v1/users/{id}/covers/{cover_id}', 'cover.removed', made => ({ url: `/v1/users/${people.cfo.id}/covers/${made}` })],
  ['POST /v1/api_keys', 'api_key.created', () => ({ url: '/v1/api_keys', body: { name: '1С', scopes: ['deals:read'] } })],
  ['POST /v1/api_keys/{id}/revoke', 'api_key.revoked', made => ({ url: `/v1/api_keys/${made}/revoke`, body: {} })],
  ['PATCH /v1/bank_accounts/{id}', 'bank_account.changed', () => ({ url: `/v1/bank_accounts/${account.id}`, body: { has_feed: true } })],
  ['PATCH /v1/customers/{id}', 'customer.changed', () => ({ url: `/v1/customers/${debt.customerId}`, body: { email: 'new@romashka.example' } })],
  ['PUT /v1/customers/{id}/payer_type', 'payer_type.decided', () => ({ url: `/v1/customers/${debt.customerId}/payer_type`, body: { payer_type: 'accidental', reason: 'Впервые.' } })],
  ['POST /v1/invoices/{id}/send', 'invoice.letter_asked', () => ({ url: `/v1/invoices/${debt.invoiceId}/send`, body: {} })],
  ['PUT /v1/customers/{id}/reminder_pause', 'reminder_pause.set', () => ({ url: `/v1/customers/${debt.customerId}/reminder_pause`, body: { until: soon(), reason: 'Сверка' } })],
  ['DELETE /v1/customers/{id}/reminder_pause', 'reminder_pause.ended', () => ({ url: `/v1/customers/${debt.customerId}/reminder_pause` })],
  ['PUT /v1/company/reminder_pause', 'reminder_pause.set', () => ({ url: '/v1/company/reminder_pause', body: { until: soon(), reason: 'Праздники' } })],
  ['DELETE /v1/reminder_pauses/{id}', 'reminder_pause.ended', () => ({ url: '/v1/reminder_pauses/pau_spring' })],
  ['DELETE /v1/company/reminder_pause', 'reminder_pause.ended', () => ({ url: '/v1/company/reminder_pause' })],
  ['POST /v1/payments', 'payment.recorded', () => ({ url: '/v1/payments', body: aPayment() })],
  ['POST /v1/payments/{id}/allocate', 'payment.allocated', made => ({ url: `/v1/payments/${made}/allocate`, body: { allocations: [{ invoice_id: debt.invoiceId, amount: kzt(100) }] } })],
  ['POST /v1/payments/{id}/unallocate', 'payment.unallocated', made => ({ url: `/v1/payments/${made}/unallocate`, body: {} })],
  ['POST /v1/payments/{id}/credit', 'payment.credited', made => ({ url: `/v1/payments/${made}/credit`, body: {} })],
  ['POST /v1/payments/{id}/ignore', 'payment.ignored', made => ({ url: `/v1/payments/${made}/ignore`, body: { reason: 'Возврат подотчёта' } })],
  ['POST /v1/bank_statements', 'bank_statement.received', () => ({ url: '/v1/bank_statements', body: aStatement(), headers: { 'content-type': 'application/octet-stream' } })],
  ['POST /v1/human_tasks/{id}/done', 'human_task.done', () => ({ url: '/v1/human_tasks/hum_call/done', body: { comment: 'Позвонили.' } })],
  ['POST /v1/delivery_reports', 'delivery_report.received', () => ({ url: '/v1/delivery_reports', body: { message_id: '<nobody@arna.example>', type: 'delivered', occurred_at: soon() } })],
  ['POST /v1/imports/receivables', 'customer.created', () => ({ url: '/v1/imports/receivables', body: aCustomerRow, headers: { 'content-type': 'text/csv' } })],
];

let debt: { dealId: string; customerId: string; invoiceId: string };
let policyRows: unknown;
beforeAll(async () => {
  debt = await aReceivable(api.pool, { issuedOn: '2026-10-01', dueOn: '2026-10-15' });
  await api.pool.query('update invoice set external = false where id = $1', [debt.invoiceId]);
  const spring = { id: 'pau_spring', scope: 'company', scopeId: 'company', fromAt: '2090-03-21T00:00:00.000Z', untilAt: '2090-03-25T00:00:00.000Z', reason: 'Наурыз', kind: 'pause' } as const;
  await api.ctx.db.insert(reminderPause).values({ ...spring, authorType: 'user', authorId: people.admin.id });
  // Its process has come and gone, so that no answer waits for one.
  await api.pool.query('update deal set started_at = now() where id = $1', [debt.dealId]);
  await api.pool.query("insert into human_task (id, deal_id, invoice_id, kind, reason, created_at) values ('hum_call', $1, $2, 'call', 'opened_unpaid', now())", [debt.dealId, debt.invoiceId]);
  policyRows = (await get('/v1/approval_policies/default')).rows;
});

describe('AU2: no state changes without an actor', () => {
  it('knows every operation that changes something: the others are commands to a deal, whose events have actors, or change nothing', () => {
    const ofDeals = (path: string) => /^\/v1\/(deals|approval_tasks|reminders|letters)\b/.test(path) || (path.startsWith('/v1/invoices/') && !path.endsWith('/send'));
    const changing = operationsOf(api.app).filter(({ method, path }) => method !== 'GET' && !ofDeals(path) && !path.endsWith('/preview'));
    expect(changing.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(operations.map(([operation]) => operation).sort());
  });

  it('notes for each of them who it was, when, and what was before and after, in the same transaction and once', async () => {
    let made = '';
    for (const [operation, left, asked] of operations) {
      const [method = 'GET', before, from] = [operation.split(' ')[0] as 'POST', await lastSeq(), new Date().toISOString()];
      const { url, ...rest } = asked(made);
      const answer = await api.ask(method, url, rest);
      expect(answer.statusCode, `${operation} ${answer.body}`).toBeLessThan(300);
      if (operation === 'POST /v1/users' || operation.endsWith('covers') || operation === 'POST /v1/api_keys' || operation === 'POST /v1/payments') made = answer.json().id;
      const noted = (await changesAfter(before)).filter(change => change.actor.type !== 'bank');
      expect(
        noted.map(change => change.what),
        operation,
      ).toEqual([left]);
      expect(noted[0]?.actor, operation).toEqual({ type: 'api_key', id: api.keyId, name: 'Bitrix24', via: null });
      expect(noted[0]?.at && noted[0].at >= from, operation).toBe(true);
      expect(noted[0]?.before ?? noted[0]?.after, operation).not.toBeNull();
    }
  });

  it('keeps of a change only what differs, and nothing where nothing does', async () => {
    const before = await lastSeq();
    const url = `/v1/users/${people.lawyer.id}`;
    for (let twice = 0; twice < 2; twice += 1) await api.ask('PATCH', url, { body: { language: 'en', name: people.lawyer.name } });
    expect(await changesAfter(before)).toMatchObject([{ what: 'user.changed', subject_id: people.lawyer.id, before: { language: 'ru' }, after: { language: 'en' } }]);
    await api.ask('PATCH', url, { body: { email: people.cfo.email } });
    await api.ask('POST', `/v1/api_keys/${api.keyId}x/revoke`, { body: {} });
    expect(await changesAfter(before)).toHaveLength(1);
  });

  it('is read by subject and from a place on, with the scope admin only', async () => {
    const all = (await get(`/v1/changes?subject_id=${people.lawyer.id}`)).data as Change[];
    expect(all.map(change => change.subject_id)).toEqual([people.lawyer.id]);
    const page = await get('/v1/changes?limit=2');
    expect(page).toMatchObject({ has_more: true, next_after: page.data[1].seq });
    expect((await get(`/v1/changes?after=${page.next_after}&limit=1`)).data[0].seq).toBeGreaterThan(page.next_after);
  });

  it('holds no secret, and cannot be rewritten', async () => {
    const { rows: keys } = await api.pool.query('select secret_sha256 from api_key');
    const dump = JSON.stringify((await api.pool.query('select * from change')).rows);
    for (const { secret_sha256 } of keys) expect(dump).not.toContain(secret_sha256);
    expect(dump).not.toMatch(/q2c_live_|sha256":"[^"]*key|secret/i);
    await expect(api.pool.query("update change set actor = '{}'")).rejects.toThrow('append-only');
    await expect(api.pool.query('delete from change')).rejects.toThrow('append-only');
    await expect(api.pool.query('delete from approval_policy')).rejects.toThrow('append-only');
  });

  it('knows every form of a customer’s invoice: each is a word to its deal, whose event names the customer and the link', async () => {
    const forms: string[] = [];
    const bare = Fastify();
    bare.addHook('onRoute', ({ method, url }) => void (method === 'POST' && forms.push(url)));
    registerInvoicePage(bare, api.ctx);
    await bare.ready();
    // What each leaves is shown in pages/invoice-page.test.ts and pages/invoice-paid.test.ts.
    expect(forms.map(url => url.replace('/i/:token/', '')).sort()).toEqual(['dispute', 'paid', 'payment-order', 'promise', 'receipt', 'view']);
    await bare.close();
  });

  it('notes the person who changes something on a page, on every page of the settings that does', async () => {
    const forms: string[] = [];
    const bare = Fastify();
    bare.addHook('onRoute', ({ method, url }) => void (method === 'POST' && forms.push(url)));
    registerSettings(bare, api.ctx);
    registerReminderSettings(bare, api.ctx);
    expect(forms.map(url => url.replace('/settings/', '')).sort()).toEqual([...['covers', 'covers/:id', 'people/:id', 'rows', 'rules'].map(form => `approvals/${form}`), 'reminders/:policy']);
    const page = { get: (url: string, cookies = {}) => api.app.inject({ method: 'GET', url, cookies }), post };
    const admin = await enterAs(page, people.admin.id);
    const before = await lastSeq();
    const root = '/settings/approvals';
    const csrf = hidden(await page.get(root, admin), 'csrf');
    const { version, rows } = await get('/v1/approval_policies/default');
    const texts = { text_ru: 'Маржа', text_kk: 'Маржа', text_en: 'Margin' };
    const sent = async (path: string, form: Record<string, string>) => expect((await post(`${root}${path}`, { csrf, step: 'put', ...form }, admin)).statusCode, path).toBe(303);
    await sent('/rows', { version: String(version), change: 'add', after: rows.at(-1).row_id, when_0: 'marginPercent.below', value_0: '7', role_cfo: 'on', ...texts });
    const rules = { sla_manager: '2', sla_lawyer: '16', sla_cfo: '8', sla_director: '8', final_limit: '15', undo: '30', step_up: '', keep: 'yes' };
    await sent('/rules', { version: String(version + 1), ...rules });
    const seen = hidden(await page.get(`${root}/people/${people.seller.id}`, admin), 'seen');
    await sent(`/people/${people.seller.id}`, { seen, role_seller: 'on', role_manager: 'on', superior_id: people.director.id, active: 'yes', time_zone: 'Asia/Almaty' });
    await sent('/covers', { user_id: people.manager.id, cover_user_id: people.director.id, from_on: '2027-02-01', to_on: '2027-02-02' });
    const [cover] = (await api.pool.query("select id from user_cover where from_on = '2027-02-01'")).rows;
    await sent(`/covers/${cover.id}`, {});
    const reminders = { change: 'rung_add', days: '3', side: 'after.calendar_days', hour: '10:00', tone: 'businesslike', version: '2', scope: 'all_open', csrf, step: 'put' };
    expect((await post('/settings/reminders/default', reminders, admin)).statusCode).toBe(303);
    const noted = await changesAfter(before);
    expect(noted.map(({ what, subject_id }) => [what, subject_id])).toEqual([
      ['approval_policy.changed', 'default'],
      ['approval_policy.changed', 'default'],
      ['user.changed', people.seller.id],
      ['cover.created', cover.id],
      ['cover.removed', cover.id],
      ['reminder_policy.changed', 'default'],
      ['reminder_policy.adopted', 'default'],
    ]);
    for (const { actor } of noted) expect(actor).toEqual({ type: 'user', id: people.admin.id, name: people.admin.name, via: 'page' });
  });
});

function post(url: string, form: Record<string, string>, cookies: Record<string, string> = {}) {
  return api.app.inject({ method: 'POST', url, cookies, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams(form).toString() });
}

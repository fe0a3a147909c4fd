import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aReceivable } from '../build/invoice.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';

// Tuesday, 24 November 2026, 10:00 in Almaty.
const now = '2026-11-24T05:00:00.000Z';

let api: Api;
beforeAll(async () => {
  api = await apiWithoutEngine({ now: () => new Date(now) });
});
afterAll(() => api?.close());

let customerId: string;
beforeEach(async () => {
  customerId = (await aReceivable(api.pool, { issuedOn: '2026-09-01', dueOn: '2026-09-15' })).customerId;
  await api.pool.query('update customer set payer_type = null where id = $1', [customerId]);
  await api.pool.query("update invoice set status = 'void' where customer_id = $1", [customerId]);
});

/** An invoice of the customer that was due on a day and paid on another, or not at all. */
async function anInvoice(dueOn: string, paidOn: string | null): Promise<string> {
  const { invoiceId } = await aReceivable(api.pool, { issuedOn: '2026-01-10', dueOn });
  const set = paidOn === null ? ['open', null] : ['paid', `${paidOn}T06:00:00.000Z`];
  await api.pool.query('update invoice set customer_id = $2, status = $3, paid_at = $4 where id = $1', [invoiceId, customerId, ...set]);
  return invoiceId;
}

const profile = async (query = '') => (await api.ask('GET', `/v1/customers/${customerId}/payer_profile${query}`)).json();
const decide = (body: unknown) => api.ask('PUT', `/v1/customers/${customerId}/payer_type`, { body });

describe('the payer profile', () => {
  it('SG1: proposes the type that twelve months speak for, with its reasons in words and figures, and SG3: the terms', async () => {
    for (const [dueOn, paidOn] of [
      ['2026-03-02', '2026-03-12'],
      ['2026-05-04', '2026-05-13'],
      ['2026-07-06', '2026-07-20'],
      ['2026-09-07', '2026-09-07'],
    ] as const)
      await anInvoice(dueOn, paidOn);
    await anInvoice('2025-06-02', '2025-12-01');
    const asked = await profile('?language=en');
    expect(asked).toMatchObject({
      payer_type: null,
      decided: null,
      suggestion: {
        payer_type: 'chronic',
        reasons: [{ code: 'often_late', text: 'Paid late: 3 of 4, usually by 10\u00A0days.' }],
        terms: { code: 'shorter_credit', text: 'Give shorter credit in the next deals.' },
      },
      figures: { months: 12, invoices: 4, paid: 4, median_days_late: 9, unpaid_overdue: 0, broken_promises: 0, written_off: 0 },
    });
    expect((await profile('?language=ru')).suggestion.reasons[0].text.replaceAll('\u00A0', ' ')).toBe('Оплачено с опозданием: 3 из 4, обычно на 10 дней.');
  });

  it('calls silent whoever owes since before the window and has not said a word, and no longer once a promise is on record', async () => {
    const invoiceId = await anInvoice('2025-06-02', null);
    expect((await profile()).suggestion).toMatchObject({ payer_type: 'problem', reasons: [{ code: 'silent' }, { code: 'seldom_late' }], terms: { code: 'prepay' } });
    await api.pool.query(
      "insert into reminder_pause (id, scope, scope_id, from_at, until_at, reason, author_type, author_id, kind) values ($1, 'invoice', $2, $3, $3, '2026-11-20', 'customer', $4, 'promise')",
      [`pro_${invoiceId}`, invoiceId, now, customerId],
    );
    expect((await profile()).suggestion.payer_type).toBe('accidental');
  });

  it('SG2, SG3: a person decides the type, with a reason; open invoices take on the policy for it, once', async () => {
    const invoiceId = await anInvoice('2026-12-15', null);
    const business = { offset_days: 2, tone: 'businesslike', does: ['letter'] };
    const policy = { rungs: [business, { offset_days: 14, tone: 'manual', does: ['stop', 'manual_task'] }], applies_to: { segments: [], payer_types: ['chronic'] } };
    const saved = await api.ask('PUT', '/v1/reminder_policies/strict', { body: policy, headers: { 'if-match': '"0"' } });
    expect(saved.statusCode, saved.body).toBeLessThan(300);
    const answer = await decide({ payer_type: 'chronic', reason: 'Третий раз подряд, но платит.' });
    expect(answer.json()).toMatchObject({ payer_type: 'chronic', decided: { by: { type: 'api_key', id: api.keyId }, at: now, reason: 'Третий раз подряд, но платит.' } });
    const { rows } = await api.pool.query('select reminder_policy_id from invoice where id = $1', [invoiceId]);
    expect(rows).toEqual([{ reminder_policy_id: 'strict' }]);
    await decide({ payer_type: 'chronic', reason: 'Ещё раз.' });
    expect((await profile()).decided.reason).toBe('Третий раз подряд, но платит.');
  });

  it('refuses a type that is none, a decision without a reason, and a customer that is unknown', async () => {
    for (const body of [{ payer_type: 'late', reason: 'x' }, { payer_type: 'chronic' }, { payer_type: 'chronic', reason: ' ' }]) expect((await decide(body)).statusCode).toBe(400);
    expect((await api.ask('GET', '/v1/customers/cus_none/payer_profile')).statusCode).toBe(404);
    expect((await api.ask('PUT', '/v1/customers/cus_none/payer_type', { body: { payer_type: null, reason: 'x' } })).statusCode).toBe(404);
  });
});

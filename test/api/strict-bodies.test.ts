import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, apiWithoutEngine } from './an-api.ts';
import { aDealBody } from './deal-body.ts';
import { operationsOf } from './specification.ts';

const kzt = (value: number) => ({ value, currency: 'KZT' });
const due = { type: 'net_days', days: 3 };
const line = { sku: 'P-1', name: 'Насос', qty: '1', unit: 'шт', unit_price: kzt(100), vat_code: 'KZ_STANDARD' };
const terms = {
  due,
  special: [{ text: 'x', reason: 'y' }],
  instalments: [
    { percent: '50', due },
    { percent: '50', due: { type: 'on_date', on: '2027-01-01' } },
  ],
};
const reminders = {
  rungs: [
    { offset_days: 3, tone: 'businesslike', recipients: ['customer', 'finance'], does: ['owner_told', 'letter'] },
    { offset_days: 21, tone: 'manual', does: ['stop', 'manual_task'] },
  ],
  ...{ quiet_hours: { from: '20:00', until: '09:00' }, quiet_days: { weekdays: [1], on: ['2026-12-31'] }, promise: { customer_max_days: 1, customer_max_times: 1, staff_max_days: 1 } },
  payment_claim: { rest_working_days: 1, max_times: 1 },
  applies_to: { segments: [], payer_types: [] },
};
const texts = { ru: 'а', kk: 'ә', en: 'a' };
const nothing = {};
const withReason = { reason: 'x' };
const pause = { from: '2026-12-30', until: '2027-01-01', reason: 'x' };

/** A lawful body of every operation that takes JSON, as deep as it can be. An operation that is missing here fails the test. */
const bodies: Record<string, unknown> = {
  'POST /v1/deals': aDealBody({
    ...{ entry_stage: 'collecting', lines: [line, { ...line, unit_price: { amount: '0.0045', currency: 'KZT' } }], terms, contract: { type: 'standard', number: '1', signed_on: '2026-01-01' } },
    customer: { name: 'x', tax_id: { type: 'kz_bin', value: '991240991014' }, bank: { iban: 'KZ82722TEST000000001', bic: 'CASPKZKA' } },
    invoice: { number: '1', issued_on: '2026-11-01', due_on: '2026-11-02', total: kzt(10), vat: kzt(1), paid: kzt(1) },
  }),
  'PUT /v1/deals/{id}/package': { lines: [line], terms, contract: { type: 'standard' } },
  ...Object.fromEntries(['submit', 'accept', 'mark_signed', 'mark_delivered'].map(verb => [`POST /v1/deals/{id}/${verb}`, nothing])),
  ...Object.fromEntries(['decline', 'withdraw', 'lose', 'cancel', 'write_off'].map(verb => [`POST /v1/deals/{id}/${verb}`, withReason])),
  'POST /v1/deals/{id}/lift_hold': { hold: 'shipment', approver_id: 'usr_1', reason: 'x' },
  'POST /v1/deals/{id}/hand_over': { to_user_id: 'usr_1', reason: 'x' },
  'POST /v1/deals/{id}/fast_forward': { days: 1 },
  'POST /v1/approval_tasks/{id}/approve': { version: 1 },
  'POST /v1/approval_tasks/{id}/reject': { version: 1, comment: 'x' },
  'POST /v1/approval_tasks/{id}/request_changes': { version: 1, comment: 'x' },
  'POST /v1/approval_tasks/{id}/hand_over': { version: 1, to_user_id: 'usr_1', comment: 'x' },
  'POST /v1/approval_tasks/{id}/recall': nothing,
  'PUT /v1/approval_policies/default': {
    rows: [
      { row_id: 'every_deal', when: [], roles: ['manager'], text: texts },
      { row_id: 'amount', when: [{ fact: 'gross_minor', op: 'above', value: 1 }], roles: ['cfo'], text: texts },
    ],
  },
  'POST /v1/approval_policies/default/preview': { facts: { gross_minor: 1 } },
  'PUT /v1/reminder_policies/{id}': reminders,
  'POST /v1/reminder_policies/{id}/preview': { policy: reminders, adopt: { segment: 'state' } },
  'POST /v1/reminder_policies/{id}/adopt': { version: 1, scope: { segment: 'state' } },
  'POST /v1/users': { name: 'x', email: 'x@arna.example', working_hours: [{ weekdays: [1], from: '09:00', to: '13:00' }] },
  'PATCH /v1/users/{id}': { name: 'x', working_hours: [{ weekdays: [1], from: '09:00', to: '13:00' }] },
  'POST /v1/users/{id}/covers': { from_on: '2026-12-01', to_on: '2026-12-02', cover_user_id: 'usr_1' },
  'POST /v1/invoices/{id}/release': nothing,
  'POST /v1/invoices/{id}/send': nothing,
  'POST /v1/invoices/{id}/confirm_receipt': nothing,
  'POST /v1/reminders/{id}/send_now': withReason,
  'POST /v1/reminders/{id}/skip': withReason,
  'POST /v1/letters/{id}/settle': { outcome: 'arrived', reason: 'x' },
  'POST /v1/delivery_reports': { letter_id: 'let_1', type: 'bounced', code: '5.1.1', occurred_at: '2026-12-01T05:00:00Z' },
  'POST /v1/human_tasks/{id}/done': { comment: 'x' },
  'POST /v1/invoices/{id}/promises': {
    schedule: [
      { pay_on: '2027-01-01', amount: kzt(1) },
      { pay_on: '2027-01-02', amount: kzt(1) },
    ],
  },
  'POST /v1/invoices/{id}/disputes': { reason: 'x', amount: kzt(1) },
  'POST /v1/invoices/{id}/disputes/{dispute_id}/resolve': { outcome: 'rejected' },
  'POST /v1/invoices/{id}/credit': { amount: kzt(1), reason: 'x' },
  'POST /v1/invoices/{id}/void': withReason,
  ...Object.fromEntries(['invoices/{id}', 'deals/{id}', 'customers/{id}', 'company'].map(scope => [`PUT /v1/${scope}/reminder_pause`, pause])),
  'PATCH /v1/customers/{id}': { email: 'x@arna.example', bank: { iban: 'KZ82722TEST000000001' } },
  'PUT /v1/customers/{id}/payer_type': { payer_type: 'chronic', reason: 'Третий раз подряд.' },
  'PATCH /v1/bank_accounts/{id}': { has_feed: false },
  'POST /v1/payments': { external_id: '1', amount: kzt(1), received_on: '2026-11-01', payer: { name: 'x' }, purpose: 'x' },
  'POST /v1/payments/{id}/allocate': { allocations: [{ invoice_id: 'inv_1', amount: kzt(1) }] },
  'POST /v1/payments/{id}/unallocate': nothing,
  'POST /v1/payments/{id}/credit': nothing,
  'POST /v1/payments/{id}/ignore': withReason,
  'POST /v1/api_keys': { name: 'x', scopes: ['admin'] },
  'POST /v1/api_keys/{id}/revoke': nothing,
};

/** The body with one field too many at each of its levels, and the pointer of that field. */
function surprised(body: unknown, pointer = '#', rebuild: (changed: unknown) => unknown = changed => changed): { pointer: string; body: unknown }[] {
  if (body === null || typeof body !== 'object') return [];
  const inner = Object.entries(body).flatMap(([key, value]) => {
    const put = (changed: unknown) => (Array.isArray(body) ? body.map((each, at) => (String(at) === key ? changed : each)) : { ...body, [key]: changed });
    return surprised(value, `${pointer}/${key}`, changed => rebuild(put(changed)));
  });
  return Array.isArray(body) ? inner : [{ pointer: `${pointer}/surprise`, body: rebuild({ ...body, surprise: 1 }) }, ...inner];
}

let api: Api;
beforeAll(async () => {
  api = await apiWithoutEngine();
});
afterAll(() => api.close());

describe('request bodies', () => {
  it('are refused with the pointer of one field too many, at every level of every body', { timeout: 120_000 }, async () => {
    let levels = 0;
    for (const operation of operationsOf(api.app).filter(each => each.hasJsonBody)) {
      const name = `${operation.method} ${operation.path}`;
      expect(bodies, name).toHaveProperty([name]);
      for (const { pointer, body } of surprised(bodies[name])) {
        const answer = await api.ask(operation.method, operation.url, { body, headers: { 'if-match': '"0"' } });
        levels += 1;
        expect([answer.statusCode, answer.json().code], `${name} ${pointer}`).toEqual([400, 'validation_failed']);
        expect(
          answer.json().errors.map((error: { pointer: string }) => error.pointer),
          name,
        ).toContain(pointer);
      }
    }
    expect(levels).toBeGreaterThan(75);
  });

  it('are the lawful ones of this test without that field', async () => {
    for (const [name, body] of Object.entries(bodies)) {
      const operation = operationsOf(api.app).find(each => `${each.method} ${each.path}` === name);
      if (!operation) throw new Error(`there is no ${name}`);
      const answer = await api.ask(operation.method, operation.url, { body, headers: { 'if-match': '"0"' } });
      expect(answer.json().code, `${name} ${answer.body}`).not.toBe('validation_failed');
    }
  });
});

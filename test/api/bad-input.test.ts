import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, apiWithoutEngine } from './an-api.ts';
import { aDealBody } from './deal-body.ts';

let api: Api;
beforeAll(async () => {
  api = await apiWithoutEngine();
});
afterAll(() => api.close());

const rows = async () => (await api.pool.query('select (select count(*) from deal) + (select count(*) from customer) + (select count(*) from invoice) as n')).rows[0].n;
const line = { name: 'Насос', qty: '1', unit: 'шт', unit_price: { value: 100, currency: 'KZT' }, vat_code: 'KZ_STANDARD' };
const customer = { name: 'ТОО «Ромашка»', tax_id: { type: 'kz_bin', value: '991240991014' } };

/** What is wrong, the body, and the answer: status, code and pointer. */
const wrong: [string, Record<string, unknown>, number, string, string][] = [
  ['a wrong check digit of a BIN', aDealBody({ customer: { ...customer, tax_id: { type: 'kz_bin', value: '991240991015' } } }), 422, 'invalid_tax_id', '#/customer/tax_id/value'],
  ['a wrong IBAN', aDealBody({ customer: { ...customer, bank: { iban: 'KZ00TEST' } } }), 422, 'invalid_iban', '#/customer/bank/iban'],
  ['an unknown VAT code', aDealBody({ lines: [{ ...line, vat_code: 'KZ_NONE' }] }), 422, 'unknown_vat_code', '#/lines/0/vat_code'],
  ['an unknown field', aDealBody({ titel: 'x' }), 400, 'validation_failed', '#/titel'],
  ['an unknown field of a price', aDealBody({ lines: [{ ...line, unit_price: { value: 1, currency: 'KZT', vat: true } }] }), 400, 'validation_failed', '#/lines/0/unit_price/vat'],
  ['negative money', aDealBody({ lines: [{ ...line, unit_price: { value: -1, currency: 'KZT' } }] }), 400, 'validation_failed', '#/lines/0/unit_price/value'],
  ['money with decimals', aDealBody({ lines: [{ ...line, unit_price: { value: 1.234, currency: 'KZT' } }] }), 400, 'validation_failed', '#/lines/0/unit_price/value'],
  ['money beyond safe integers', aDealBody({ lines: [{ ...line, unit_price: { value: 2 ** 60, currency: 'KZT' } }] }), 400, 'validation_failed', '#/lines/0/unit_price/value'],
  ['another currency in a line', aDealBody({ lines: [{ ...line, unit_price: { value: 1, currency: 'USD' } }] }), 422, 'currency_mismatch', '#/lines/0/unit_price/currency'],
  ['no lines', aDealBody({ lines: [] }), 400, 'validation_failed', '#/lines'],
  ['a quantity of zero', aDealBody({ lines: [{ ...line, qty: '0' }] }), 400, 'validation_failed', '#/lines/0/qty'],
  ['a quantity that is no text', aDealBody({ lines: [{ ...line, qty: 1 }] }), 400, 'validation_failed', '#/lines/0/qty'],
  ['a discount above 100', aDealBody({ lines: [{ ...line, discount_percent: '101' }] }), 400, 'validation_failed', '#/lines/0/discount_percent'],
  ['a day that does not exist', aDealBody({ contract: { type: 'standard', signed_on: '2026-02-30' } }), 400, 'validation_failed', '#/contract/signed_on'],
  ['the “for ever” of other systems as a due date', aDealBody({ terms: { due: { type: 'on_date', on: '9999-12-31' } } }), 400, 'validation_failed', '#/terms/due/on'],
  ['a year before all business', aDealBody({ contract: { type: 'standard', signed_on: '0001-01-01' } }), 400, 'validation_failed', '#/contract/signed_on'],
  [
    'an invoice that is due at the end of time',
    aDealBody({ entry_stage: 'collecting', invoice: { number: '1', issued_on: '2026-11-02', due_on: '9999-12-31' } }),
    400,
    'validation_failed',
    '#/invoice/due_on',
  ],
  ['a name that turns round what follows', aDealBody({ customer: { ...customer, name: 'ТОО \u202EАрна' } }), 400, 'validation_failed', '#/customer/name'],
  ['a title in two lines', aDealBody({ title: 'Насосы\r\nBcc: x@y.example' }), 400, 'validation_failed', '#/title'],
  ['a title of nothing visible', aDealBody({ title: '\u200B' }), 400, 'validation_failed', '#/title'],
  ['instalments that make no whole', aDealBody({ terms: { instalments: [{ percent: '30', due: { type: 'net_days', days: 3 } }] } }), 400, 'validation_failed', '#/terms/instalments'],
  ['an unknown customer', aDealBody({ customer: undefined, customer_id: 'cus_none' }), 422, 'unknown_customer', '#/customer_id'],
  ['an unknown owner', aDealBody({ owner_email: 'nobody@arna.example' }), 422, 'unknown_user', '#/owner_email'],
  ['a customer twice', aDealBody({ customer_id: 'cus_1' }), 400, 'validation_failed', '#/customer'],
  ['a source with other characters', aDealBody({ source: 'Bitrix 24' }), 400, 'validation_failed', '#/source'],
  ['an unknown time zone', aDealBody({ customer: { ...customer, time_zone: 'Asia/Almata' } }), 400, 'validation_failed', '#/customer/time_zone'],
  [
    'an invoice that is due before it is issued',
    aDealBody({ entry_stage: 'collecting', invoice: { number: '1', issued_on: '2026-11-02', due_on: '2026-11-01' } }),
    400,
    'validation_failed',
    '#/invoice/due_on',
  ],
];

describe('what cannot be accepted', () => {
  it.each(wrong)('%s is refused with the field’s name and changes nothing', async (_, body, status, code, pointer) => {
    const before = await rows();
    const answer = await api.ask('POST', '/v1/deals', { body });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status, code, errors: [{ pointer }] });
    expect(answer.statusCode).toBe(status);
    expect(await rows()).toBe(before);
  });

  it('refuses broken JSON, other content types and a body over the limit', async () => {
    const send = (payload: string, type: string) => api.ask('POST', '/v1/deals', { body: payload, headers: { 'content-type': type } });
    expect((await send('{"title": ', 'application/json')).json()).toMatchObject({ status: 400, code: 'validation_failed', detail: 'The body is not valid JSON.' });
    expect((await send('{"__proto__": {"x": 1}}', 'application/json')).statusCode).toBe(400);
    expect((await send('<deal/>', 'application/xml')).json()).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    expect((await send('title=x', 'text/plain')).statusCode).toBe(415);
    expect((await send(JSON.stringify({ title: 'x'.repeat(3_000_000) }), 'application/json')).json()).toMatchObject({ status: 413, code: 'body_too_large' });
    expect((await api.ask('POST', '/v1/deals')).statusCode).toBe(400);
  });

  it('refuses days outside the years of business wherever a day is asked for', async () => {
    const pointerOf = async (method: 'GET' | 'POST', url: string, body?: Record<string, unknown>) => (await api.ask(method, url, body ? { body } : {})).json().errors[0].pointer;
    expect(await pointerOf('GET', '/v1/metrics?as_of=9999-12-31')).toBe('?as_of');
    expect(await pointerOf('GET', '/v1/metrics?as_of=0000-01-01T00:00:00Z')).toBe('?as_of');
    expect(await pointerOf('GET', '/v1/invoices?due_before=0000-01-01')).toBe('?due_before');
    expect(await pointerOf('POST', '/v1/users/usr_cfo/covers', { cover_user_id: 'usr_director', from_on: '2026-12-01', to_on: '9999-12-31' })).toBe('#/to_on');
  });

  it('refuses an unknown parameter, a limit out of range and a foreign cursor', async () => {
    const pointerOf = async (url: string) => (await api.ask('GET', url)).json().errors[0].pointer;
    expect(await pointerOf('/v1/deals?stag=quoting')).toBe('?stag');
    expect(await pointerOf('/v1/deals?limit=1000')).toBe('?limit');
    expect(await pointerOf('/v1/deals?cursor=bm8')).toBe('?cursor');
    expect(await pointerOf('/v1/deals/%3Cid%3E')).toBe('{id}');
  });

  it('tells a wrong path from a wrong method', async () => {
    expect((await api.ask('GET', '/v1/dealz')).json()).toMatchObject({ status: 404, code: 'not_found' });
    const answer = await api.ask('DELETE', '/v1/deals');
    expect([answer.statusCode, answer.headers.allow, answer.json().code]).toEqual([405, 'GET, HEAD, POST', 'method_not_allowed']);
    expect((await api.ask('GET', '/v1/deals/deal_none')).json()).toMatchObject({ status: 404, code: 'not_found', instance: '/v1/deals/deal_none' });
  });
});

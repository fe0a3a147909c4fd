import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stateOf } from '../deal/world.ts';
import { aDebt, aMoneyApp, type MoneyApp, stageOf } from './money-app.ts';

let money: MoneyApp;
beforeAll(async () => {
  money = await aMoneyApp();
});
afterAll(() => money.close());

const kzt = (value: number) => ({ value, currency: 'KZT' });
const aBody = (change: Record<string, unknown> = {}) => ({
  external_id: `PP-${randomUUID()}`,
  amount: kzt(11_600_000),
  received_on: '2026-11-23',
  payer: { name: 'ТОО «Ромашка»' },
  purpose: 'перевод',
  ...change,
});

describe('payments', () => {
  it('leads a deal through a part payment to paid, by its number', async () => {
    const debt = await aDebt(money),
      payer = { tax_id: debt.taxId },
      purpose = `Оплата по счету № ${debt.number}`;
    const part = await money.post('/v1/payments', aBody({ amount: kzt(5_000_000), payer, purpose }));
    expect(part.statusCode).toBe(201);
    expect(part.json()).toMatchObject({ object: 'payment', status: 'allocated', amount: kzt(5_000_000), unallocated: kzt(0), allocations: [{ invoice_id: debt.invoiceId, amount: kzt(5_000_000) }] });
    const state = await stateOf(money.world, debt.deal);
    expect(state.phase.status === 'billing' && state.phase.invoices[debt.invoiceId]?.paidMinor).toBe(5_000_000);
    expect(await stageOf(money, debt.deal.dealId)).toBe('collecting');
    await money.post('/v1/payments', aBody({ amount: kzt(6_600_000), payer, purpose }));
    expect(await stageOf(money, debt.deal.dealId)).toBe('paid');
  });

  it('places a payment by decision after looking at the candidates, and takes it back again', async () => {
    const debt = await aDebt(money);
    const { id, status } = (await money.post('/v1/payments', aBody({ amount: kzt(1_000_000), payer: { tax_id: debt.taxId } }))).json();
    expect(status).toBe('to_review');
    expect((await money.get(`/v1/payments/${id}/candidates`)).json().data[0]).toMatchObject({
      invoice_id: debt.invoiceId,
      score: expect.any(Number),
      evidence: [{ kind: 'payer_tax_id', detail: debt.taxId }],
    });
    const placed = await money.post(`/v1/payments/${id}/allocate`, { allocations: [{ invoice_id: debt.invoiceId, amount: kzt(1_000_000) }] });
    expect(placed.json()).toMatchObject({ status: 'allocated' });
    const undone = await money.post(`/v1/payments/${id}/unallocate`, {});
    expect(undone.json()).toMatchObject({ status: 'to_review', unallocated: kzt(1_000_000) });
    const state = await stateOf(money.world, debt.deal);
    expect(state.phase.status === 'billing' && state.phase.invoices[debt.invoiceId]).toMatchObject({ paidMinor: 0, status: 'open' });
  });

  it('INV-3: refuses to place more than is left, with 422 and the rest', async () => {
    const debt = await aDebt(money);
    const { id } = (await money.post('/v1/payments', aBody({ amount: kzt(100) }))).json();
    const answer = await money.post(`/v1/payments/${id}/allocate`, { allocations: [{ invoice_id: debt.invoiceId, amount: kzt(101) }] });
    expect([answer.statusCode, answer.json()]).toMatchObject([422, { code: 'over_allocated', rest: kzt(100), errors: [{ pointer: '#/allocations' }] }]);
  });

  it('INV-8: answers 200 with the same payment for the same content, and 409 for other content', async () => {
    const body = aBody();
    const answers = [await money.post('/v1/payments', body), await money.post('/v1/payments', body), await money.post('/v1/payments', { ...body, purpose: 'другое' })];
    expect(answers.map(answer => answer.statusCode)).toEqual([201, 200, 409]);
    expect(answers[1]?.json()).toEqual(answers[0]?.json());
    expect(answers[2]?.json()).toMatchObject({ code: 'payment_exists' });
  });

  it.each([
    ['a negative sum', { amount: kzt(-5) }, 400, '#/amount/value'],
    ['a sum with decimals', { amount: kzt(0.5) }, 400, '#/amount/value'],
    ['a date that is none', { received_on: '2026-02-30' }, 400, '#/received_on'],
    ['an extra field', { extra: 1 }, 400, '#/extra'],
    ['an extra field of the payer', { payer: { nme: 'x' } }, 400, '#/payer/nme'],
    ['an extra field of the sum', { amount: { ...kzt(5), minor: true } }, 400, '#/amount/minor'],
    ['an unknown account', { account_id: 'bac_none' }, 422, '#/account_id'],
  ])('refuses %s and names the field', async (_, change, status, pointer) => {
    const answer = await money.post('/v1/payments', aBody(change));
    expect(answer.statusCode).toBe(status);
    expect(answer.json().errors).toContainEqual(expect.objectContaining({ pointer }));
  });

  it('refuses a wrong BIN and a wrong IBAN of the payer', async () => {
    const answers = [await money.post('/v1/payments', aBody({ payer: { tax_id: '991240992013' } })), await money.post('/v1/payments', aBody({ payer: { iban: 'KZ00601TEST000000077' } }))];
    expect(answers.map(answer => [answer.statusCode, answer.json().code])).toEqual([
      [422, 'invalid_tax_id'],
      [422, 'invalid_iban'],
    ]);
  });

  it('lists the queue by status, sets a payment aside with a reason, and answers 404 for one that is not there', async () => {
    const { id } = (await money.post('/v1/payments', aBody({ received_on: '2026-11-24' }))).json();
    const queue = async () => (await money.get('/v1/payments?status=to_review&limit=200')).json().data.map((row: { id: string }) => row.id);
    expect(await queue()).toContain(id);
    expect((await money.post(`/v1/payments/${id}/ignore`, {})).statusCode).toBe(400);
    expect((await money.post(`/v1/payments/${id}/ignore`, { reason: 'перевод между своими счетами' })).json()).toMatchObject({ status: 'ignored' });
    expect(await queue()).not.toContain(id);
    expect((await money.post(`/v1/payments/${id}/credit`, {})).json()).toMatchObject({ status: 'credited' });
    expect((await money.get('/v1/payments/pay_none')).statusCode).toBe(404);
  });
});

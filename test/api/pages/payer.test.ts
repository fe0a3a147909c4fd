import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examplePolicies } from '../../../domain/dunning/example-policies.ts';
import { people } from '../../build/company.ts';
import { aReceivable } from '../../build/invoice.ts';
import { enterAs, hidden, pagesWithoutEngine, type SilentPages } from './pages-app.ts';

// Tuesday, 24 November 2026, 10:00 in Almaty.
const now = '2026-11-24T05:00:00.000Z';

type Cookies = Record<string, string>;
let pages: SilentPages, seller: Cookies, lawyer: Cookies, cfo: Cookies;
beforeAll(async () => {
  pages = await pagesWithoutEngine(() => new Date(now));
  [seller, lawyer, cfo] = (await Promise.all([people.seller.id, people.lawyer.id, people.cfo.id].map(id => enterAs(pages, id)))) as [Cookies, Cookies, Cookies];
});
afterAll(() => pages?.close());

let customerId: string, dealId: string;
beforeEach(async () => {
  ({ customerId, dealId } = await aReceivable(pages.pool, { issuedOn: '2026-11-20', dueOn: '2026-12-04' }));
  await pages.pool.query('update customer set payer_type = null where id = $1', [customerId]);
  await pages.pool.query("update invoice set status = 'void' where customer_id = $1 and deal_id <> $2", [customerId, dealId]);
});

/** Three of four invoices paid ten days late: the history of somebody who is late as a rule. */
async function aHabit(): Promise<void> {
  for (const [dueOn, paidOn] of [
    ['2026-03-02', '2026-03-12'],
    ['2026-05-04', '2026-05-14'],
    ['2026-07-06', '2026-07-16'],
    ['2026-09-07', '2026-09-07'],
  ]) {
    const { invoiceId } = await aReceivable(pages.pool, { issuedOn: '2026-01-10', dueOn: dueOn ?? '' });
    await pages.pool.query("update invoice set customer_id = $2, status = 'paid', paid_at = $3 where id = $1", [invoiceId, customerId, `${paidOn}T06:00:00.000Z`]);
  }
}

const plain = (body: string) => body.replace(/[\u00a0\u202f]/g, ' ');
const show = async (by = seller) => plain((await pages.get(`/deals/${dealId}?lang=ru`, by)).body);
const send = async (fields: Record<string, string>, by = seller) => {
  const page = await pages.get(`/deals/${dealId}`, by);
  return pages.post(`/deals/${dealId}/decide_payer_type`, { csrf: hidden(page, 'csrf'), ...fields }, { ...by, q2c_lang: 'ru' });
};
const decisions = async () =>
  (await pages.pool.query("select actor, before, after from change where what = 'payer_type.decided' and subject_id = $1 order by seq", [customerId])).rows as {
    actor: unknown;
    before: unknown;
    after: unknown;
  }[];
const typeInForce = async () => (await pages.pool.query('select payer_type from customer where id = $1', [customerId])).rows[0].payer_type as string | null;

describe('how the customer pays, on the page of the deal', () => {
  it('SG1, SG3: says what is decided, what the history speaks for and why, its figures and the terms for the future', async () => {
    await aHabit();
    const body = await show();
    expect(body).toContain('Тип плательщика не определён');
    expect(body).toContain('История говорит: платит с опозданием.');
    expect(body).toContain('Оплачено с опозданием: 3 из 4, обычно на 10 дней.');
    expect(body).toContain('Платит обычно через 10 дней после срока');
    expect(body).toContain('за 12 мес., по 4 оплаченным счетам');
    expect(body).toContain('Сократить отсрочку в следующих сделках.<small>на будущее, решает человек</small>');
  });

  it('SG1, SG2: lets whoever answers for the deal take the proposal with one button; it is recorded with its reasons, and open invoices go by the policy for it', async () => {
    await aHabit();
    await pages.pool.query("insert into reminder_policy (policy_id, version, data, created_at, author_type, author_id) values ('strict', 1, $1, $2, 'system', 'test') on conflict do nothing", [
      JSON.stringify(examplePolicies.strict),
      now,
    ]);
    const sent = await send({ take: 'chronic' });
    expect([sent.statusCode, sent.headers.location]).toEqual([303, `/deals/${dealId}?done=payer_type_decided`]);
    expect(await typeInForce()).toBe('chronic');
    expect((await pages.pool.query('select reminder_policy_id from invoice where deal_id = $1', [dealId])).rows).toEqual([{ reminder_policy_id: 'strict' }]);
    const [decision] = await decisions();
    expect(decision).toMatchObject({ actor: { type: 'user', id: people.seller.id, via: 'page' }, before: { payerType: null }, after: { payerType: 'chronic' } });
    expect(plain(JSON.stringify(decision?.after))).toContain('Как предложено. Оплачено с опозданием: 3 из 4, обычно на 10 дней.');
    const body = await show();
    expect(body).toContain(`решение от 24 ноября, ${people.seller.name}: «Как предложено.`);
    expect(body).toContain('История говорит о том же.');
    expect(body).not.toContain('name="take"');
  });

  it('SG3: takes another type with a reason of the person’s own, and an ordinary payer again; twice the same is one decision', async () => {
    const form = { payer_type: 'problem', reason: 'Директор не берёт трубку.' };
    expect([(await send(form)).statusCode, (await send(form)).statusCode]).toEqual([303, 303]);
    expect(await typeInForce()).toBe('problem');
    expect(await decisions()).toHaveLength(1);
    expect((await send({ payer_type: 'none', reason: 'Всё оплатил.' }, cfo)).statusCode).toBe(303);
    expect(await typeInForce()).toBeNull();
    expect(await show()).toContain(`Обычный плательщик<small>решение от 24 ноября, ${people.cfo.name}: «Всё оплатил.»</small>`);
  });

  it('sends a form back without a type or a reason, keeps what was typed, and chooses nothing ahead', async () => {
    const body = await show();
    expect(body.slice(body.indexOf('id="payer"'), body.indexOf('id="decide_payer_type-form"') + 2_000)).not.toMatch(/ selected/);
    const back = await send({ payer_type: '', reason: 'Опять молчит' });
    expect([back.statusCode, back.body.includes('Выберите тип плательщика.'), back.body.includes('Опять молчит</textarea>')]).toEqual([422, true, true]);
    expect((await send({ payer_type: 'chronic', reason: ' ' })).body).toContain('Напишите причину.');
    expect((await send({ payer_type: 'chronic', reason: 'а'.repeat(301) })).body).toContain('не больше 300 знаков');
    expect((await send({ payer_type: 'late', reason: 'Так' })).statusCode).toBe(422);
    expect(await decisions()).toEqual([]);
  });

  it('takes no proposal that the history does not speak for any more', async () => {
    const back = await send({ take: 'chronic' });
    expect([back.statusCode, back.body.includes('пришли новые данные')]).toEqual([409, true]);
    expect(await typeInForce()).toBeNull();
  });

  it('shows it to every colleague, and lets only those decide who answer for the deal or for the money', async () => {
    const body = await show(lawyer);
    expect(body).toContain('Как платит клиент');
    expect(body).not.toContain('/decide_payer_type"');
    expect((await send({ payer_type: 'chronic', reason: 'Так' }, lawyer)).statusCode).toBe(403);
    expect(await typeInForce()).toBeNull();
  });
});

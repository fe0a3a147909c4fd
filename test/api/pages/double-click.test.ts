import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../build/company.ts';
import { aDeal, aTypicalPackage, type BuiltDeal } from '../../build/deal.ts';
import { aReceivable } from '../../build/invoice.ts';
import { eventually } from '../../deal/world.ts';
import { aPagesApp, enterAs, hidden, type PagesApp } from './pages-app.ts';

let pages: PagesApp, seller: Record<string, string>;
beforeAll(async () => {
  pages = await aPagesApp();
  seller = await enterAs(pages, people.seller.id);
});
afterAll(() => pages.close());

const count = async (text: string, deal: BuiltDeal): Promise<number> => Number((await pages.world.pool.query(text, [deal.dealId])).rows[0].count);
const promises = (deal: BuiltDeal) => count("select count(*) from deal_event where deal_id = $1 and type = 'promise.made'", deal);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** The hidden fields of one showing of a deal's page: what every click on its forms carries. */
async function opened(deal: BuiltDeal): Promise<{ csrf: string; nonce: string }> {
  const page = await pages.get(`/deals/${deal.dealId}`, seller);
  return { csrf: hidden(page, 'csrf'), nonce: hidden(page, 'nonce') };
}

async function aDebt(): Promise<BuiltDeal & { invoiceId: string }> {
  const deal = await aReceivable(pages.world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  await pages.world.start(deal);
  await eventually(
    () => count('select count(*) from deal where id = $1 and next_rung_at is not null', deal),
    found => found === 1,
  );
  return deal;
}

describe('a form on the page of a deal', () => {
  it('INV-8: sent twice by a double click makes one promise, and both answers say that it is made', async () => {
    const deal = await aDebt();
    const form = { ...(await opened(deal)), invoice_id: deal.invoiceId, pay_on: inDays(30), amount: '160 000' };
    const answers = await Promise.all([1, 2].map(() => pages.post(`/deals/${deal.dealId}/promise_to_pay`, form, seller)));
    answers.push(await pages.post(`/deals/${deal.dealId}/promise_to_pay`, form, seller));
    expect(answers.map(answer => [answer.statusCode, answer.headers.location])).toEqual(answers.map(() => [303, `/deals/${deal.dealId}?done=promised`]));
    expect(await promises(deal)).toBe(1);
  });

  it('filled in otherwise, or opened anew, asks for another thing', async () => {
    const deal = await aDebt();
    const form = { ...(await opened(deal)), invoice_id: deal.invoiceId, pay_on: inDays(30), amount: '160 000' };
    await pages.post(`/deals/${deal.dealId}/promise_to_pay`, form, seller);
    await pages.post(`/deals/${deal.dealId}/promise_to_pay`, { ...form, pay_on: inDays(31) }, seller);
    await pages.post(`/deals/${deal.dealId}/promise_to_pay`, { ...form, ...(await opened(deal)) }, seller);
    expect(await promises(deal)).toBe(3);
  });

  it('tells a second click on what can be done once only that it is done', async () => {
    const deal = await aDeal(pages.world.pool, { content: aTypicalPackage(), start: { submit: false } });
    await pages.world.start(deal);
    await eventually(
      () => count("select count(*) from deal where id = $1 and waiting_for = 'draft_open'", deal),
      found => found === 1,
    );
    const form = { ...(await opened(deal)), reason: 'Дорого' };
    const lose = () => pages.post(`/deals/${deal.dealId}/lose`, form, seller);
    const answers = [await lose(), await lose()];
    expect(answers.map(answer => [answer.statusCode, answer.headers.location])).toEqual(answers.map(() => [303, `/deals/${deal.dealId}?done=lost`]));
    expect(await count("select count(*) from note where deal_id = $1 and text = 'Дорого'", deal)).toBe(1);
  });
});

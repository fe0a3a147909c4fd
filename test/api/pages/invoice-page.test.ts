import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rememberLink } from '../../../db/links/remember-link.ts';
import { addDays } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { BuiltDeal } from '../../build/deal.ts';
import { aReceivable } from '../../build/invoice.ts';
import { eventually } from '../../deal/world.ts';
import { aPagesApp, type PagesApp, writtenRows } from './pages-app.ts';

let pages: PagesApp;
beforeAll(async () => {
  pages = await aPagesApp();
});
afterAll(() => pages.close());

type Owed = BuiltDeal & { invoiceId: string; url: string };
const plain = (body: string) => body.replace(/[\u00a0\u202f]/g, ' ');
/** A day as the customer sees it, who is in Almaty. */
const inDays = (days: number) => addDays(dateInZone(new Date().toISOString(), 'Asia/Almaty'), days);

async function anInvoice(): Promise<Owed> {
  const deal = await aReceivable(pages.world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  await pages.world.start(deal);
  await eventually(
    () => pages.world.pool.query('select 1 from deal where id = $1 and next_rung_at is not null', [deal.dealId]).then(r => r.rowCount),
    count => count === 1,
  );
  const token = await rememberLink(pages.ctx.db, pages.ctx.config.linkKey, {
    purpose: 'invoice',
    subjectId: deal.invoiceId,
    letterId: 'page',
    dealId: deal.dealId,
    personId: null,
    createdAt: new Date().toISOString(),
    expiresAt: null,
  });
  return { ...deal, url: `/i/${token}` };
}
const pauses = async (owed: Owed, kind: string) =>
  (await pages.world.pool.query('select reason, author_type, author_id, amount_minor::float8 amount from reminder_pause where scope_id = $1 and kind = $2 order by from_at', [owed.invoiceId, kind]))
    .rows;

describe('the invoice as its customer sees it', () => {
  it('shows what remains after a part payment, the code, the requisites and a QR code', async () => {
    const owed = await anInvoice();
    await pages.world.pay(owed, { amountMinor: 100_000_000, receivedOn: '2026-11-20' });
    const page = await pages.get(owed.url);
    const body = plain(page.body);
    expect(page.statusCode).toBe(200);
    expect(body).toContain('160 000 ₸');
    expect(body).toContain('KZ82 722T EST0 0000 0001');
    expect(body).toMatch(/<svg viewBox="0 0 \d+ \d+" role="img"/);
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  });

  it('notes no view by HEAD, GET or prefetch, and notes one when the customer says something', async () => {
    const owed = await anInvoice();
    const before = await writtenRows(pages, owed.dealId);
    await pages.app.inject({ method: 'HEAD', url: owed.url });
    await Promise.all(Array.from({ length: 5 }, () => pages.get(owed.url)));
    await pages.app.inject({ method: 'GET', url: owed.url, headers: { 'sec-purpose': 'prefetch', 'sec-fetch-user': '?1' } });
    expect(await writtenRows(pages, owed.dealId)).toEqual(before);
    await pages.post(`${owed.url}/dispute`, { reason: 'Не та цена' });
    const { rows } = await pages.world.pool.query('select viewed_at, delivery from invoice where id = $1', [owed.invoiceId]);
    expect(rows[0]).toMatchObject({ delivery: 'viewed' });
  });

  it('DT2: notes the view that its own script tells, once, and lets nobody tell it without end', async () => {
    const owed = await anInvoice();
    const first = await pages.post(`${owed.url}/view`, {});
    expect([first.statusCode, first.body]).toEqual([204, '']);
    const view = async () => (await pages.world.pool.query('select viewed_at, delivery from invoice where id = $1', [owed.invoiceId])).rows[0];
    const seen = await view();
    expect(seen).toMatchObject({ delivery: 'viewed', viewed_at: expect.any(Date) });
    const answers = await Promise.all(Array.from({ length: 11 }, () => pages.post(`${owed.url}/view`, {})));
    expect(
      answers
        .map(answer => answer.statusCode)
        .sort()
        .at(-1),
    ).toBe(429);
    expect(await view()).toEqual(seen);
    const { rows } = await pages.world.pool.query("select 1 from deal_outbox where deal_id = $1 and message = 'invoice_viewed'", [owed.dealId]);
    expect(rows).toHaveLength(1);
    expect((await pages.post(`/i/${'A'.repeat(43)}/view`, {})).statusCode).toBe(404);
  });

  it('answers an unknown link like any address that leads nowhere', async () => {
    const page = await pages.get(`/i/${'A'.repeat(43)}`);
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain('Такой страницы нет');
    expect((await pages.post(`/i/${'A'.repeat(43)}/promise`, { pay_on: inDays(3) })).statusCode).toBe(404);
  });

  it('opens no approval: its token leads nowhere at the address of tasks, and decides nothing there', async () => {
    const owed = await anInvoice();
    const at = owed.url.replace('/i/', '/t/');
    const before = await writtenRows(pages, owed.dealId);
    const page = await pages.get(at);
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain('Эта ссылка больше не работает');
    expect(page.body).not.toContain('ТОО «Ромашка»');
    expect((await pages.post(at, { decision: 'approve', version: '1', nonce: 'x', comment: '' })).statusCode).toBe(404);
    expect((await pages.get(`${at}/quote.pdf`)).statusCode).toBe(404);
    expect((await pages.post(`${at}/new-link`, {})).statusCode).toBe(200);
    expect(await writtenRows(pages, owed.dealId)).toEqual(before);
  });
});

describe('what a customer tells us', () => {
  it('takes a promise twice at most, and the same one sent twice is one', async () => {
    const owed = await anInvoice();
    const first = await pages.post(`${owed.url}/promise`, { pay_on: inDays(3), amount: '1 160 000' });
    expect([first.statusCode, first.headers.location]).toEqual([303, `${owed.url}?done=promised`]);
    await pages.post(`${owed.url}/promise`, { pay_on: inDays(3), amount: '1 160 000' });
    expect(await pauses(owed, 'promise')).toEqual([{ reason: inDays(3), author_type: 'customer', author_id: owed.customerId, amount: null }]);
    expect((await pages.post(`${owed.url}/promise`, { pay_on: inDays(5), amount: '600 000' })).statusCode).toBe(303);
    const third = await pages.post(`${owed.url}/promise`, { pay_on: inDays(6) });
    expect(third.statusCode).toBe(409);
    expect(await pauses(owed, 'promise')).toHaveLength(2);
  });

  it.each([
    ['the fifteenth day from today', () => ({ pay_on: inDays(15), amount: '' }), 'Так далеко нельзя'],
    ['today', () => ({ pay_on: inDays(0), amount: '' }), 'День должен быть впереди'],
    ['more than is owed', () => ({ pay_on: inDays(3), amount: '1 160 001' }), 'не больше'],
    ['a sum that is none', () => ({ pay_on: inDays(3), amount: 'всё' }), 'Сумма не читается'],
  ])('sends back a promise of %s with what was typed', async (_name, fields, words) => {
    const owed = await anInvoice(),
      typed = fields();
    const page = await pages.post(`${owed.url}/promise`, typed);
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain(words);
    if (typed.amount) expect(page.body).toContain(`value="${typed.amount}"`);
    expect(await pauses(owed, 'promise')).toEqual([]);
  });

  it('takes a dispute in the customer’s own words, which stay out of the process', async () => {
    const owed = await anInvoice();
    expect((await pages.post(`${owed.url}/dispute`, { reason: '' })).statusCode).toBe(422);
    expect((await pages.post(`${owed.url}/dispute`, { reason: 'Пришло 12 насосов, а не 16' })).headers.location).toBe(`${owed.url}?done=disputed`);
    expect(await pauses(owed, 'dispute')).toMatchObject([{ reason: 'Пришло 12 насосов, а не 16', author_type: 'customer' }]);
    const { rows } = await pages.world.pool.query("select data from deal_event where deal_id = $1 and type = 'dispute.opened'", [owed.dealId]);
    expect(JSON.stringify(rows)).not.toContain('насосов');
    expect((await pages.get(owed.url)).body).not.toContain(`action="${owed.url}/dispute"`);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anInvoice, inDays, type Owed, plain } from './an-invoice.ts';
import { aPagesApp, type PagesApp, writtenRows } from './pages-app.ts';

let pages: PagesApp;
beforeAll(async () => {
  pages = await aPagesApp();
});
afterAll(() => pages.close());

const pauses = async (owed: Owed, kind: string) =>
  (await pages.world.pool.query('select reason, author_type, author_id, amount_minor::float8 amount from reminder_pause where scope_id = $1 and kind = $2 order by from_at', [owed.invoiceId, kind]))
    .rows;

describe('the invoice as its customer sees it', () => {
  it('shows what remains after a part payment, the code, the requisites and a QR code', async () => {
    const owed = await anInvoice(pages);
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

  it('has a pay button where its kind of document is paid so, and the code leads there as well; a company pays by transfer, and its code leads to the page', async () => {
    const [owed, { pool }] = [await anInvoice(pages), pages.world];
    const button = async () => /<a class="btn" href="(https:[^"]+)">/.exec((await pages.get(owed.url)).body)?.[1];
    const code = async () => /<path d="([^"]+)"/.exec((await pages.get(owed.url)).body)?.[1];
    await pool.query("update company set kaspi_pay_url = 'https://pay.kaspi.example/arna'");
    const [asCompany, leadsToPage] = [await button(), await code()];
    await pool.query("update invoice set document_type = 'retail' where id = $1", [owed.invoiceId]);
    expect([asCompany, await button()]).toEqual([undefined, 'https://pay.kaspi.example/arna']);
    expect(await code()).not.toBe(leadsToPage);
    await pool.query('update company set kaspi_pay_url = null');
    expect([await button(), await code()]).toEqual([undefined, leadsToPage]);
    await pool.query("update invoice set document_type = 'state' where id = $1", [owed.invoiceId]);
    expect(await code()).toBeUndefined();
  });

  it('speaks the language of its customer, and each of the three at one touch', async () => {
    const owed = await anInvoice(pages);
    const spoken = (body: string) => /<html lang="(\w\w)"/.exec(body)?.[1];
    const page = await pages.get(owed.url);
    const others = [...page.body.matchAll(/<a href="([^"]*lang(?:=|&#x3D;)(\w\w))"/g)].map(([, href = '', language]) => [href.replace('&#x3D;', '='), language] as const);
    expect([spoken(page.body), others.map(([, language]) => language)]).toEqual(['ru', ['kk', 'en']]);
    for (const [href, language] of others) expect(spoken((await pages.get(href)).body), href).toBe(language);
  });

  it('notes no view by HEAD, GET or prefetch, and notes one when the customer says something', async () => {
    const owed = await anInvoice(pages);
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
    const owed = await anInvoice(pages);
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
    const owed = await anInvoice(pages);
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
    const owed = await anInvoice(pages);
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
    const owed = await anInvoice(pages),
      typed = fields();
    const page = await pages.post(`${owed.url}/promise`, typed);
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain(words);
    if (typed.amount) expect(page.body).toContain(`value="${typed.amount}"`);
    expect(await pauses(owed, 'promise')).toEqual([]);
  });

  it('takes up to three days with their sums, the open one being the rest, and shows what is in force', async () => {
    const owed = await anInvoice(pages);
    const form = { pay_on: inDays(3), amount: '600 000', pay_on_2: inDays(5), amount_2: '', pay_on_3: inDays(9), amount_3: '160 000' };
    expect((await pages.post(`${owed.url}/promise`, form)).headers.location).toBe(`${owed.url}?done=scheduled`);
    expect((await pauses(owed, 'promise')).map(each => [each.reason, each.amount]).sort()).toEqual([
      [inDays(3), 60_000_000],
      [inDays(5), 40_000_000],
      [inDays(9), 16_000_000],
    ]);
    const body = plain((await pages.get(owed.url)).body);
    expect([...body.matchAll(/<dt>Обещано до [^<]+<\/dt><dd>([^<]+)/g)].map(([, sum]) => sum)).toEqual(['600 000 ₸', '400 000 ₸', '160 000 ₸']);
    expect(body).toContain('<dt>Просим оплатить сейчас</dt><dd><b>пока ничего</b>');
  });

  it.each([
    ['sums that do not make up the whole', () => ({ pay_on: inDays(3), amount: '600 000', pay_on_2: inDays(5), amount_2: '500 000' }), 'amount_2', 'Части графика вместе должны дать 1 160 000 ₸'],
    ['nothing left for the open sum', () => ({ pay_on: inDays(3), amount: '1 160 000', pay_on_2: inDays(5), amount_2: '' }), 'amount_2', 'Части графика вместе должны дать 1 160 000 ₸'],
    ['two open sums', () => ({ pay_on: inDays(3), amount: '', pay_on_2: inDays(5), amount_2: '' }), 'amount_2', 'Напишите сумму'],
    ['one day twice', () => ({ pay_on: inDays(3), amount: '600 000', pay_on_2: inDays(3), amount_2: '560 000' }), 'pay_on_2', 'Этот день уже назван выше'],
    ['a sum without its day', () => ({ pay_on: inDays(3), amount: '600 000', pay_on_3: '', amount_3: '560 000' }), 'pay_on_3', 'Назовите день'],
    ['a day beyond the limit of the policy', () => ({ pay_on: inDays(3), amount: '600 000', pay_on_2: inDays(15), amount_2: '560 000' }), 'pay_on_2', 'Так далеко нельзя'],
    ['a sum that is none', () => ({ pay_on: inDays(3), amount: '600 000', pay_on_2: inDays(5), amount_2: 'остальное' }), 'amount_2', 'Сумма не читается'],
  ])('sends back a schedule with %s: beside its field, with what was typed', async (_name, fields, field, words) => {
    const owed = await anInvoice(pages),
      typed = fields();
    const page = await pages.post(`${owed.url}/promise`, typed);
    const body = plain(page.body);
    expect(page.statusCode).toBe(422);
    expect(body).toMatch(new RegExp(`id="${field}-error">${words}`));
    for (const [name, value] of Object.entries(typed)) expect(body).toMatch(new RegExp(`name="${name}"[^>]* value="${value}"`));
    expect(await pauses(owed, 'promise')).toEqual([]);
  });

  it('says of a part that the rest is still reminded of', async () => {
    const owed = await anInvoice(pages);
    expect((await pages.post(`${owed.url}/promise`, { pay_on: inDays(3), amount: '500 000' })).headers.location).toBe(`${owed.url}?done=promised_part`);
    expect(plain((await pages.get(owed.url)).body)).toContain('<dt>Просим оплатить сейчас</dt><dd><b>660 000 ₸</b>');
  });

  it('takes a dispute of a part, asks for the rest, and lets a schedule make up what is not disputed', async () => {
    const owed = await anInvoice(pages);
    const refused = await pages.post(`${owed.url}/dispute`, { reason: 'Не та цена', dispute_amount: '1 160 001' });
    expect(refused.statusCode).toBe(422);
    expect(plain(refused.body)).toMatch(/value="1 160 001"[^>]*>.*id="dispute_amount-error">Сумма должна быть больше нуля и не больше 1 160 000 ₸/);
    expect(refused.body).toContain('>Не та цена</textarea>');
    expect(await pauses(owed, 'dispute')).toEqual([]);
    await pages.post(`${owed.url}/dispute`, { reason: 'Не та цена', dispute_amount: '160 000' });
    expect(await pauses(owed, 'dispute')).toMatchObject([{ reason: 'Не та цена', amount: 16_000_000 }]);
    const body = plain((await pages.get(owed.url)).body);
    expect(body).toContain('<dt>Спорная сумма</dt><dd>160 000 ₸');
    expect(body).toContain('<dt>Просим оплатить сейчас</dt><dd><b>1 000 000 ₸</b>');
    expect((await pages.post(`${owed.url}/promise`, { pay_on: inDays(3), amount: '400 000', pay_on_2: inDays(5), amount_2: '600 000' })).statusCode).toBe(303);
  });

  it('takes nothing more of an invoice that is paid, and says so', async () => {
    const owed = await anInvoice(pages);
    await pages.world.pay(owed, { amountMinor: 116_000_000, receivedOn: '2026-11-20' });
    const before = await writtenRows(pages, owed.dealId);
    for (const [form, fields] of [
      ['promise', { pay_on: inDays(3) }],
      ['dispute', { reason: 'Не та цена' }],
      ['receipt', {}],
      ['paid', { paid_on: inDays(0) }],
    ] as const) {
      const page = await pages.post(`${owed.url}/${form}`, fields);
      expect([form, page.statusCode]).toEqual([form, 409]);
      expect(page.body).toContain('Этот счёт уже закрыт');
    }
    expect(await writtenRows(pages, owed.dealId)).toEqual(before);
  });

  it('takes a dispute in the customer’s own words, which stay out of the process', async () => {
    const owed = await anInvoice(pages);
    expect((await pages.post(`${owed.url}/dispute`, { reason: '' })).statusCode).toBe(422);
    expect((await pages.post(`${owed.url}/dispute`, { reason: 'Пришло 12 насосов, а не 16' })).headers.location).toBe(`${owed.url}?done=disputed`);
    expect(await pauses(owed, 'dispute')).toMatchObject([{ reason: 'Пришло 12 насосов, а не 16', author_type: 'customer' }]);
    const { rows } = await pages.world.pool.query("select data from deal_event where deal_id = $1 and type = 'dispute.opened'", [owed.dealId]);
    expect(JSON.stringify(rows)).not.toContain('насосов');
    expect((await pages.get(owed.url)).body).not.toContain(`action="${owed.url}/dispute"`);
  });
});

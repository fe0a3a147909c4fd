import { mkdirSync } from 'node:fs';
import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linkTokenFor } from '../../db/links/link-token.ts';
import { rememberLink } from '../../db/links/remember-link.ts';
import { openBrowser, pageOf } from '../../local/pictures/open-browser.ts';
import { anAskedStep, aPagesApp, enterAs, hidden, type PagesApp } from '../api/pages/pages-app.ts';
import { people } from '../build/company.ts';
import { aDeal, aPackage } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { eventually } from '../deal/world.ts';

let pages: PagesApp, browser: Browser, origin: string;
beforeAll(async () => {
  pages = await aPagesApp();
  origin = await pages.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await openBrowser();
  mkdirSync('/tmp/pics', { recursive: true });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

const shoot = async (name: string, url: string, cookies: Record<string, string> = {}) => {
  for (const width of [360, 1280]) {
    const page = await pageOf(browser, width, 'light');
    for (const [n, value] of Object.entries(cookies)) await browser.setCookie({ name: n, value, domain: '127.0.0.1', path: '/' });
    const response = await page.goto(`${origin}${url}`, { waitUntil: 'load' });
    const over = Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'));
    console.log(name, width, response?.status(), 'over', over);
    await page.screenshot({ path: `/tmp/pics/${name}-${width}.png` as `${string}.png`, fullPage: true });
    await page.close();
  }
};

it('pictures', async () => {
  const content = aPackage({
    contract: { type: 'amended', number: '18/2026', signedOn: null },
    terms: { due: { type: 'net_days', days: 30 }, special: [{ text: 'Возврат брака за наш счёт', reason: 'Постоянный клиент' }], instalments: [] },
  });
  const one = await aDeal(pages.world.pool, { content });
  await pages.world.start(one);
  const step = await anAskedStep(pages, people.manager.id, one);
  await shoot('task', step.url);
  const approve = async (personId: string) => {
    const s = await anAskedStep(pages, personId, one);
    const page = await pages.get(s.url);
    const r = await pages.post(s.url, { nonce: hidden(page, 'nonce'), version: '1', decision: 'approve', comment: 'Согласен.' });
    expect(r.statusCode).toBe(303);
    return s;
  };
  await approve(people.manager.id);
  await shoot('task-decided', step.url);
  const cookies = await enterAs(pages, people.manager.id);
  await shoot('deal-approving', `/deals/${one.dealId}`, cookies);
  await pages
    .post(`/deals/${one.dealId}/fast_forward`, { csrf: hidden(await pages.get(`/deals/${one.dealId}`, cookies), 'csrf'), days: '1' }, cookies)
    .then(r => console.log('ff', r.statusCode, r.body.slice(0, 300)));
  for (const id of [people.lawyer.id, people.cfo.id, people.director.id]) {
    await approve(id);
    await pages.world.fastForward(one, { days: 0.001 }).catch(e => console.log(String(e)));
  }
  const stage = await eventually(
    () => pages.world.pool.query('select stage, waiting_for from deal where id = $1', [one.dealId]).then(r => r.rows[0]),
    row => row.stage === 'invoicing' && row.waiting_for === 'invoice_review',
    70_000,
  ).catch(e => String(e));
  console.log(stage);
  const finance = await enterAs(pages, people.cfo.id);
  await shoot('deal-review', `/deals/${one.dealId}`, finance);
  await shoot('tasks', '/tasks', finance);
  const reviewPage = await pages.get(`/deals/${one.dealId}`, finance);
  const released = await pages.post(`/deals/${one.dealId}/release`, { csrf: hidden(reviewPage, 'csrf'), invoice_id: hidden(reviewPage, 'invoice_id'), reason: 'Проверено' }, finance);
  console.log('released', released.statusCode, released.headers.location);
  await eventually(
    () => pages.world.pool.query("select id from invoice where deal_id = $1 and delivery = 'sent'", [one.dealId]).then(r => r.rowCount),
    n => n === 1,
    40_000,
  ).catch(async () =>
    console.log(
      (await pages.world.pool.query('select n, type, data from deal_event where deal_id = $1 order by n', [one.dealId])).rows
        .slice(-8)
        .map(r => JSON.stringify(r))
        .join('\n'),
      (await pages.world.pool.query('select kind, state, last_error, attempts, sent_at from letter where deal_id = $1', [one.dealId])).rows,
    ),
  );
  const seller = await enterAs(pages, people.seller.id);
  await shoot('deal-collecting', `/deals/${one.dealId}`, seller);
  const old = await aReceivable(pages.world.pool, { issuedOn: '2026-10-20', dueOn: '2026-11-13' });
  await pages.world.start(old);
  await eventually(
    () => pages.world.pool.query("select 1 from reminder where deal_id = $1 and state in ('sent','skipped')", [old.dealId]).then(r => r.rowCount),
    n => (n ?? 0) > 0,
    30_000,
  ).catch(e => console.log(String(e)));
  await pages.world.pay(old, { amountMinor: 50_000_000, receivedOn: '2026-11-20' });
  const dealPage = await pages.get(`/deals/${old.dealId}`, seller);
  await pages
    .post(`/deals/${old.dealId}/pause_reminders`, { csrf: hidden(dealPage, 'csrf'), until: '2026-12-10', reason: 'Бухгалтер сверяет остаток.' }, seller)
    .then(r => console.log('pause', r.statusCode, r.headers.location));
  await shoot('deal-overdue', `/deals/${old.dealId}`, seller);
  await shoot('deals', '/deals', seller);
  const invoiceId = (await pages.world.pool.query('select id from invoice where deal_id = $1', [one.dealId])).rows[0].id;
  await shoot('invoice', `/i/${linkTokenFor(pages.ctx.config.linkKey, { purpose: 'invoice', subjectId: invoiceId, letterId: 'page' })}`);
  const t2 = await rememberLink(pages.ctx.db, pages.ctx.config.linkKey, {
    purpose: 'invoice',
    subjectId: old.invoiceId,
    letterId: 'page',
    dealId: old.dealId,
    personId: null,
    createdAt: new Date().toISOString(),
    expiresAt: null,
  });
  await shoot('invoice-overdue', `/i/${t2}`);
  await shoot('start', '/', seller);
  await shoot('inbox', '/inbox', seller);
  const first = JSON.parse((await pages.get('/inbox/messages.json')).body)[0].id;
  await shoot('inbox-letter', `/inbox/${first}`, seller);
  await shoot('notfound', '/nothing', seller);
  await shoot('sign-in', '/sign-in');
}, 240_000);

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rememberLink } from '../../db/links/remember-link.ts';
import { addDays } from '../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import { openBrowser, pageOf } from '../../local/pictures/open-browser.ts';
import { type AskedStep, anAskedStep, aPagesApp, enterAs, type PagesApp } from '../api/pages/pages-app.ts';
import { people } from '../build/company.ts';
import { aReceivable } from '../build/invoice.ts';
import { eventually } from '../deal/world.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let pages: PagesApp, browser: Browser, origin: string;
beforeAll(async () => {
  pages = await aPagesApp();
  origin = await pages.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

const statusOf = async ({ taskId }: AskedStep): Promise<string> => (await pages.world.pool.query('select status from approval_task where id = $1', [taskId])).rows[0].status;
const printed = (step: AskedStep) =>
  eventually(
    () => pages.world.pool.query("select 1 from deal_event where deal_id = $1 and type = 'document.created'", [step.deal.dealId]).then(r => r.rowCount),
    count => count === 1,
  );

/** Chooses a payment order in the dialog that its field opens. */
async function choose(page: Page, file: string): Promise<void> {
  const [chooser] = await Promise.all([page.waitForFileChooser(), page.click('#payment_order')]);
  await chooser.accept([file]);
}

async function withoutScript(): Promise<Page> {
  const page = await pageOf(browser, 360, 'light');
  await page.setJavaScriptEnabled(false);
  return page;
}

describe('an approver in a browser', () => {
  it('decides on the task page without JavaScript: sees the question, is asked for a comment, rejects, takes it back', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const page = await withoutScript();
    await page.goto(`${origin}${step.url}`);
    expect(await page.$$('input[type=radio][checked]')).toHaveLength(0);
    const reject = await page.waitForSelector('label:has(#decision-reject)');
    await reject?.click();
    await Promise.all([page.waitForNavigation(), page.click('.panel button')]);
    expect(await page.content()).toContain('без него можно только согласовать');
    expect(await page.$$('#decision-reject[checked]')).toHaveLength(1);
    await page.type('#comment', 'Слишком большая отсрочка');
    await Promise.all([page.waitForNavigation(), page.click('.panel button')]);
    expect(page.url()).toBe(`${origin}${step.url}`);
    expect(await page.content()).toContain('Решение записано: отклонено');
    expect(await statusOf(step)).toBe('rejected');
    await Promise.all([page.waitForNavigation(), page.click('.panel button')]);
    expect(await page.content()).toContain('Решение отменено');
    expect(await statusOf(step)).toBe('open');
    await page.close();
  });

  it('sends no address of a task with the links that leave the page', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    await printed(step);
    const page = await pageOf(browser, 1280, 'light');
    await page.goto(`${origin}${step.url}`);
    const referers: (string | undefined)[] = [];
    page.on('request', request => referers.push(request.headers()['referer']));
    const link = await page.waitForSelector('.docs a');
    await link?.click();
    await eventually(
      async () => referers.length,
      count => count > 0,
    );
    expect(referers.every(referer => referer === undefined || !referer.includes(step.token))).toBe(true);
    await page.close();
  });
});

describe('a customer in a browser', () => {
  it('sees the remaining sum and the QR code, copies the code, promises a day, sends its payment order, and then another', async () => {
    const deal = await aReceivable(pages.world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await pages.world.start(deal);
    await eventually(
      () => pages.world.pool.query('select 1 from deal where id = $1 and next_rung_at is not null', [deal.dealId]).then(r => r.rowCount),
      count => count === 1,
    );
    await pages.world.pay(deal, { amountMinor: 100_000_000, receivedOn: '2026-11-20' });
    const token = await rememberLink(pages.ctx.db, pages.ctx.config.linkKey, {
      purpose: 'invoice',
      subjectId: deal.invoiceId,
      letterId: 'page',
      dealId: deal.dealId,
      personId: null,
      createdAt: new Date().toISOString(),
      expiresAt: null,
    });
    await browser.defaultBrowserContext().overridePermissions(origin, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
    const page = await pageOf(browser, 1280, 'light');
    const refused: string[] = [];
    page.on('console', message => refused.push(message.text()));
    await page.goto(`${origin}/i/${token}`);
    const sum = await page.$eval('.pay .big', element => element.textContent ?? '');
    expect(sum.replace(/[\u00a0\u202f]/g, ' ')).toBe('160 000 ₸');
    const qr = await (await page.$('.qr svg'))?.boundingBox();
    expect(qr?.width).toBeGreaterThan(100);
    const { rows } = await pages.world.pool.query('select reference from invoice where id = $1', [deal.invoiceId]);
    await page.click('.code button');
    const copied = await page.waitForFunction('document.querySelector(".code button").textContent === document.querySelector(".code").dataset.copied && navigator.clipboard.readText()');
    expect(await copied.jsonValue()).toBe(rows[0].reference);
    expect(refused).toEqual([]);
    await page.evaluate(`document.getElementById('pay_on').value = '${addDays(dateInZone(new Date().toISOString(), 'Asia/Almaty'), 3)}'`);
    await Promise.all([page.waitForNavigation(), page.click('#promise button')]);
    expect(await page.content()).toContain('Обещание записано.');
    const order = path.join(mkdtempSync(path.join(tmpdir(), 'order-')), 'Платёжное поручение.pdf');
    writeFileSync(order, '%PDF-1.7\nas a browser sends it\n%%EOF');
    await page.click('#paid summary');
    await page.evaluate(`document.getElementById('paid_on').value = '${dateInZone(new Date().toISOString(), 'Asia/Almaty')}'`);
    await choose(page, order);
    await Promise.all([page.waitForNavigation(), page.click('#paid button')]);
    expect(await page.$eval('main', main => main.textContent ?? '')).toMatch(/платёжное поручение у нас\.\s*Ищем этот платёж/);
    const { rows: kept } = await pages.world.pool.query("select file_name, content from document where kind = 'payment_order' and subject_id = $1", [deal.invoiceId]);
    expect(kept).toEqual([{ file_name: 'Платёжное поручение.pdf', content: readFileSync(order) }]);
    writeFileSync(order, '%PDF-1.7\nand one more\n%%EOF');
    await page.click('#paid summary');
    await choose(page, order);
    await Promise.all([page.waitForNavigation(), page.click('#paid button')]);
    expect(await page.$eval('main', main => main.textContent ?? '')).toMatch(/у нас\s2\sплатёжных поручения/);
    rmSync(path.dirname(order), { recursive: true });
    await page.close();
  });
});

describe('pages as served', () => {
  it('breaks no rule of WCAG 2.2 AA with real records, at 360 px', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    await printed(step);
    const { q2c_session: session = '' } = await enterAs(pages, people.seller.id);
    await browser.setCookie({ name: 'q2c_session', value: session, domain: '127.0.0.1', path: '/' });
    const page = await pageOf(browser, 360, 'light');
    await page.setBypassCSP(true);
    for (const url of ['/', '/deals', `/deals/${step.deal.dealId}`, '/tasks', '/inbox', '/nothing', step.url, '/sign-in']) {
      await page.goto(`${origin}${url}`);
      await page.evaluate(axe);
      const violations: unknown = await page.evaluate(
        `axe.run(document, { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 120)))`,
      );
      const tooWide = Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'));
      expect({ url, violations, tooWide }).toEqual({ url, violations: [], tooWide: 0 });
    }
    await page.close();
  });
});

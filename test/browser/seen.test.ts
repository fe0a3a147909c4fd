import type { Browser, BrowserContext, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rememberLink } from '../../db/links/remember-link.ts';
import { openBrowser } from '../../local/pictures/open-browser.ts';
import { pagesWithoutEngine, type SilentPages } from '../api/pages/pages-app.ts';
import { aReceivable } from '../build/invoice.ts';
import { eventually } from '../deal/world.ts';

let pages: SilentPages, browser: Browser, origin: string, visitor: BrowserContext;
beforeAll(async () => {
  pages = await pagesWithoutEngine();
  origin = await pages.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await openBrowser();
});
beforeEach(async () => {
  visitor = await browser.createBrowserContext();
});
afterEach(() => visitor.close());
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

type Opened = Readonly<{ page: Page; invoiceId: string; complaints: string[]; asked: string[] }>;

async function opened(): Promise<Opened> {
  const deal = await aReceivable(pages.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  const link = { purpose: 'invoice', subjectId: deal.invoiceId, letterId: 'page', dealId: deal.dealId, personId: null, createdAt: new Date().toISOString(), expiresAt: null } as const;
  const token = await rememberLink(pages.ctx.db, pages.ctx.config.linkKey, link);
  const page = await visitor.newPage();
  const complaints: string[] = [],
    asked: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('request', request => asked.push(`${request.method()} ${new URL(request.url()).pathname.replace(token, 'TOKEN')}`));
  await page.goto(`${origin}/i/${token}`);
  return { page, invoiceId: deal.invoiceId, complaints, asked };
}

const viewedAt = async (invoiceId: string) => (await pages.pool.query('select viewed_at from invoice where id = $1', [invoiceId])).rows[0].viewed_at as Date | null;

/** Lets a page live on by its own clock, which runs ahead of the real one: every timer of its scripts fires on the way. */
async function letPass(page: Page, ms: number): Promise<void> {
  const devtools = await page.createCDPSession();
  const over = new Promise(resolve => devtools.once('Emulation.virtualTimeBudgetExpired', resolve));
  await devtools.send('Emulation.setVirtualTimePolicy', { policy: 'pauseIfNetworkFetchesPending', budget: ms });
  await over;
}

describe('the page of an invoice', () => {
  it('DT2: is not viewed by a program that runs it for ten seconds, and scrolls and clicks by script', async () => {
    const { page, invoiceId, asked, complaints } = await opened();
    await letPass(page, 10_000);
    await page.evaluate(`
      window.scrollTo(0, document.body.scrollHeight);
      for (const type of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'click']) document.body.dispatchEvent(new Event(type, { bubbles: true }));
      for (const thing of document.querySelectorAll('summary')) thing.click();
    `);
    await letPass(page, 2_000);
    expect(asked.filter(request => !request.startsWith('GET '))).toEqual([]);
    expect([await viewedAt(invoiceId), complaints]).toEqual([null, []]);
  });

  it('DT2: is viewed once a hand has touched it, whatever it touches, and tells so once', async () => {
    const { page, invoiceId, asked, complaints } = await opened();
    await page.mouse.move(200, 300);
    await page.mouse.wheel({ deltaY: 200 });
    await page.keyboard.press('ArrowDown');
    await eventually(
      () => viewedAt(invoiceId),
      at => at !== null,
    );
    await page.mouse.move(220, 320);
    expect(asked.filter(request => !request.startsWith('GET '))).toEqual(['POST /i/TOKEN/view']);
    expect(complaints).toEqual([]);
    // Once it is known, the page asks no more.
    await page.reload();
    expect(await page.$('script[src="/assets/seen.js"]')).toBeNull();
  });
});

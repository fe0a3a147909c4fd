import type { Browser, BrowserContext, ElementHandle, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from '../../local/pictures/open-browser.ts';
import { type AskedStep, anAskedStep, aPagesApp, type PagesApp, writtenRows } from '../api/pages/pages-app.ts';
import { people } from '../build/company.ts';
import { eventually } from '../deal/world.ts';

/** The part of the scanners that have a browser of their own; those without one are in test/api/pages/scanner.test.ts. */
let pages: PagesApp, browser: Browser, origin: string, visitor: BrowserContext;
beforeAll(async () => {
  pages = await aPagesApp();
  origin = await pages.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await openBrowser();
});
// A visitor of its own: what is clicked includes the choice of the language, which a cookie keeps.
beforeEach(async () => {
  visitor = await browser.createBrowserContext();
});
afterEach(() => visitor.close());
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

const clickable = 'a, button, summary, label, input:not([type=hidden])';
/** A link that leads away from the page, or the button of a form that the browser would send: what asks the server something when it is clicked. */
const asksServer = 'a[href]:not([href^="#"]):not([href^="mailto:"]):not([href^="tel:"]), form:valid button:not([type=button])';

async function aPrintedStep(): Promise<AskedStep & { before: unknown }> {
  const step = await anAskedStep(pages, people.manager.id);
  await eventually(
    () => pages.world.pool.query("select 1 from deal_event where deal_id = $1 and type = 'document.created'", [step.deal.dealId]).then(r => r.rowCount),
    count => count === 1,
  );
  return { ...step, before: await writtenRows(pages, step.deal.dealId) };
}

async function opened(step: AskedStep): Promise<Page> {
  const page = await visitor.newPage();
  await page.goto(`${origin}${step.url}`);
  return page;
}

/** Lets a page live on by its own clock, which runs ahead of the real one: every timer of its scripts fires on the way. */
async function letPass(page: Page, ms: number): Promise<void> {
  const devtools = await page.createCDPSession();
  const over = new Promise(resolve => devtools.once('Emulation.virtualTimeBudgetExpired', resolve));
  await devtools.send('Emulation.setVirtualTimePolicy', { policy: 'pauseIfNetworkFetchesPending', budget: ms });
  await over;
}

/** Clicks a thing of a page and waits for the server's answer where there will be one; answers what it was. */
async function clickThrough(page: Page, thing: ElementHandle): Promise<string> {
  const asks = await thing.evaluate((element, selector) => element.matches(selector), asksServer);
  const click = () => thing.evaluate(element => (element as unknown as { click: () => void }).click());
  const name = await thing.evaluate(element => element.tagName.toLowerCase());
  if (asks) await Promise.all([page.waitForResponse(() => true), click()]);
  else await click();
  return `${name}${asks ? ' that asks the server' : ''}`;
}

describe('a scanner with a browser', () => {
  it('decides nothing where it leaves the page and its scripts to themselves for ten seconds of the page’s own time', async () => {
    const step = await aPrintedStep();
    const page = await opened(step);
    const asked: string[] = [];
    page.on('request', request => asked.push(`${request.method()} ${request.url()}`));
    await page.evaluate('window.began = Date.now(); setTimeout(() => { window.passed = Date.now() - window.began; }, 9_900)');
    await letPass(page, 10_000);
    expect(await page.evaluate('window.passed')).toBeGreaterThanOrEqual(9_900);
    expect(asked.filter(request => !request.startsWith('GET '))).toEqual([]);
    expect(await writtenRows(pages, step.deal.dealId)).toEqual(step.before);
  });

  it('decides nothing by sending the form blindly, nor by a click on each thing that can be clicked', async () => {
    const step = await aPrintedStep();
    const page = await opened(step);
    await Promise.all([page.waitForNavigation(), page.evaluate('document.querySelector("form").submit()')]);
    expect(await page.content()).toContain('Выберите одно из решений');
    await page.goto(`${origin}${step.url}`);
    const clicked: string[] = [];
    for (let at = 0, count = (await page.$$(clickable)).length; at < count; at += 1) {
      const fresh = await opened(step);
      const thing = (await fresh.$$(clickable))[at];
      if (thing) clicked.push(await clickThrough(fresh, thing));
    }
    // The button asks nothing, for the browser itself refuses to send a form without a decision.
    expect(new Set(clicked)).toEqual(new Set(['a', 'a that asks the server', 'label', 'input', 'button']));
    expect(await writtenRows(pages, step.deal.dealId)).toEqual(step.before);
  });
});

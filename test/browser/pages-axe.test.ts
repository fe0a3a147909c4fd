import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, pageOf } from '../../local/pictures/open-browser.ts';
import { writeSamplePages } from '../../local/pictures/render-samples.ts';
import { languages } from '../../templates/language/language.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Contrast takes most of axe's time and depends on the colours alone: it is looked at once in the light and once in the dark. */
const everything = { runOnly: levels },
  allButContrast = { runOnly: levels, rules: { 'color-contrast': { enabled: false } } },
  contrastAlone = { runOnly: { type: 'rule', values: ['color-contrast'] } };
// The frame of a letter is another document, made by others; what is held here is the page around it.
const questionOf = (rules: object): string =>
  `axe.run(document, ${JSON.stringify({ iframes: false, ...rules })}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).join(' | ')))`;

describe('every page at 360 px, as axe sees it', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'pages-axe-'));
    browser = await openBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What axe and the width find wrong on each page, by its name; pages without findings are left out. */
  async function findings(page: Page, language: (typeof languages)[number], rules: object): Promise<Record<string, unknown>> {
    const found: Record<string, unknown> = {};
    for (const { name, url } of writeSamplePages(folder, language)) {
      await page.goto(url, { waitUntil: 'load' });
      await page.evaluate(axe);
      const violations: unknown = await page.evaluate(questionOf(rules));
      const tooWide = Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'));
      if ((Array.isArray(violations) && violations.length > 0) || tooWide > 0) found[name] = { violations, tooWide };
    }
    return found;
  }

  it.each(languages)(
    'breaks no rule of WCAG 2.2 AA and needs no sideways scrolling in %s',
    async language => {
      expect(await findings(await pageOf(browser, 360, 'light'), language, language === 'ru' ? everything : allButContrast)).toEqual({});
    },
    120_000,
  );

  it('keeps its contrast in the dark', async () => {
    expect(await findings(await pageOf(browser, 360, 'dark'), 'ru', contrastAlone)).toEqual({});
  }, 120_000);
});

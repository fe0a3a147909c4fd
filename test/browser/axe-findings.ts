import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { openBrowser, pageOf } from '../../local/pictures/open-browser.ts';
import { writeSamplePages } from '../../local/pictures/render-samples.ts';
import type { Language } from '../../templates/language/language.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Contrast takes most of axe's time and depends on the colours alone: it is looked at once in the light and once in the dark. */
const rulesOf = {
  everything: { runOnly: levels },
  allButContrast: { runOnly: levels, rules: { 'color-contrast': { enabled: false } } },
  contrastAlone: { runOnly: { type: 'rule', values: ['color-contrast'] } },
} as const;
// The frame of a letter is another document, made by others; what is held here is the page around it.
const questionOf = (rules: object): string =>
  `axe.run(document, ${JSON.stringify({ iframes: false, ...rules })}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).join(' | ')))`;

export type PageReader = {
  /** What axe and the width of 360 px find wrong on each page, by its name; pages without findings are left out. */
  findings(look: { language: Language; colours: 'light' | 'dark'; rules: keyof typeof rulesOf }): Promise<Record<string, unknown>>;
  close(): Promise<void>;
};

/** A browser that reads every page of the product as axe does; the caller closes it. */
export async function openPageReader(): Promise<PageReader> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pages-axe-'));
  const browser: Browser = await openBrowser();
  return {
    async findings({ language, colours, rules }) {
      const found: Record<string, unknown> = {};
      const page = await pageOf(browser, 360, colours);
      for (const { name, url } of writeSamplePages(folder, language)) {
        const wrong = await wrongOn(page, url, rulesOf[rules]);
        if (wrong !== null) found[name] = wrong;
      }
      await page.close();
      return found;
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function wrongOn(page: Page, url: string, rules: object): Promise<{ violations: unknown; tooWide: number } | null> {
  await page.goto(url, { waitUntil: 'load' });
  await page.evaluate(axe);
  const violations: unknown = await page.evaluate(questionOf(rules));
  const tooWide = Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'));
  return (Array.isArray(violations) && violations.length > 0) || tooWide > 0 ? { violations, tooWide } : null;
}

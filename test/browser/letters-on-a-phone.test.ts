import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser, pageOf } from '../../local/pictures/open-browser.ts';
import { writeSampleLetters } from '../../local/pictures/render-letters.ts';
import { languages } from '../../templates/language/language.ts';

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'letters-'));
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How far a letter reaches beyond the window, and the height of its button, which a thumb must hit. */
const measure = `(() => {
  const button = document.querySelector('.btn a').getBoundingClientRect();
  return { tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth, button: button.height >= 44 && button.right <= window.innerWidth };
})()`;

it.each(languages)('every letter of the ladder, of one invoice and of several, fits 360 px with a button for a thumb in %s', async language => {
  const page = await pageOf(browser, 360, 'light');
  const found: Record<string, unknown> = {};
  for (const { name, url } of writeSampleLetters(folder, language)) {
    await page.goto(url, { waitUntil: 'load' });
    const seen = (await page.evaluate(measure)) as { tooWide: number; button: boolean };
    if (seen.tooWide > 0 || !seen.button) found[name] = seen;
  }
  expect(found).toEqual({});
});

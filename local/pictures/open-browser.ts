import puppeteer, { type Browser, type Page } from 'puppeteer';
import { findBrowser } from '../../activities/documents/find-browser.ts';

/** A browser for pictures and page checks; whoever opens it closes it. */
export async function openBrowser(): Promise<Browser> {
  const found = await findBrowser();
  return puppeteer.launch({
    executablePath: found.executablePath,
    headless: found.shell ? 'shell' : true,
    // Without a language the system's names of files are ASCII alone, and a file with a Cyrillic name could not be sent by a form.
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...found.environment },
    // Root, as in containers, has no sandbox; what is opened here is only our own files.
    args: ['--allow-file-access-from-files', '--font-render-hinting=none', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

/** A page as a reader has it: the width in CSS pixels, light or dark. */
export async function pageOf(browser: Browser, width: number, scheme: 'light' | 'dark'): Promise<Page> {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900, deviceScaleFactor: 1 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  return page;
}

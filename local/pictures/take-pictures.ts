import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openBrowser, pageOf } from './open-browser.ts';
import { writeSamplePages } from './render-samples.ts';

/** Pictures of every sample page: `node local/pictures/take-pictures.ts <folder> [language] [width] [light|dark] [name …]`. */
const [folder = path.join('.data', 'pictures'), language = 'ru', width = '1280', scheme = 'light', ...names] = process.argv.slice(2);
if (language !== 'ru' && language !== 'kk' && language !== 'en') throw new Error(`${language} is no language of the pages`);

mkdirSync(folder, { recursive: true });
const samples = writeSamplePages(path.join(folder, 'html'), language).filter(({ name }) => names.length === 0 || names.includes(name));
const browser = await openBrowser();
try {
  const page = await pageOf(browser, Number(width), scheme === 'dark' ? 'dark' : 'light');
  for (const { name, url } of samples) {
    await page.goto(url, { waitUntil: 'load' });
    await page.evaluate('document.fonts.ready.then(() => null)');
    const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'));
    if (overflow > 0) console.log(`${name}: ${overflow} px wider than the window`);
    await page.screenshot({ path: path.join(folder, `${name}-${language}-${width}-${scheme}.png`), fullPage: true });
  }
} finally {
  await browser.close();
}

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openBrowser, pageOf } from './open-browser.ts';
import { writeSampleLetters } from './render-letters.ts';

/** Pictures of the letters of the ladder: `node local/pictures/take-letters.ts <folder> [language] [width] [light|dark] [name …]`. */
const [folder = path.join('docs', 'pictures', 'letters'), language = 'ru', width = '680', scheme = 'light', ...names] = process.argv.slice(2);
if (language !== 'ru' && language !== 'kk' && language !== 'en') throw new Error(`${language} is no language of the letters`);

mkdirSync(folder, { recursive: true });
const letters = writeSampleLetters(path.join(folder, 'html'), language).filter(({ name }) => names.length === 0 || names.includes(name));
const browser = await openBrowser();
try {
  const page = await pageOf(browser, Number(width), scheme === 'dark' ? 'dark' : 'light');
  for (const { name, url } of letters) {
    await page.goto(url, { waitUntil: 'load' });
    await page.evaluate('document.fonts.ready.then(() => null)');
    await page.screenshot({ path: path.join(folder, `${name}-${language}-${width}-${scheme}.png`), fullPage: true });
  }
} finally {
  await browser.close();
}

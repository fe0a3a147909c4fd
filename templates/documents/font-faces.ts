import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
// latin-ext holds ₸, cyrillic-ext the Kazakh letters.
const subsets = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext'];
let css: string | undefined;

/** Noto Sans, regular and bold, as `@font-face` rules with the font inside: a document needs no font of the machine that prints it. */
export function fontFaces(): string {
  css ??= [400, 700].map(facesOfWeight).join('\n');
  return css;
}

function facesOfWeight(weight: number): string {
  const stylesheet = require.resolve(`@fontsource/noto-sans/${weight}.css`);
  const blocks = readFileSync(stylesheet, 'utf8').match(/@font-face\s*{[^}]+}/g) ?? [];
  return blocks
    .flatMap(block => {
      const [, file, subset] = /url\((\.\/files\/[^)]+?-(latin-ext|latin|cyrillic-ext|cyrillic)-\d+-normal\.woff2)\)/.exec(block) ?? [];
      if (!file || !subset || !subsets.includes(subset)) return [];
      const font = readFileSync(path.resolve(path.dirname(stylesheet), file)).toString('base64');
      return [block.replace(/src:[^;]+;/, `src: url(data:font/woff2;base64,${font}) format('woff2');`).replace('font-display: swap', 'font-display: block')];
    })
    .join('\n');
}

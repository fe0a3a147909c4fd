import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { samplePages } from '../../test/templates/pages/sample-views.ts';

const root = path.join(import.meta.dirname, '..', '..');

/** Writes every sample page in a language as a file that a browser can open: its stylesheet and fonts become file addresses. Answers name and address of each. */
export function writeSamplePages(folder: string, language: 'ru' | 'kk' | 'en'): readonly Readonly<{ name: string; url: string }>[] {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'styles.css'), sampleStylesheet());
  return [...samplePages].map(([name, page]) => {
    const file = path.join(folder, `${name}.${language}.html`);
    writeFileSync(
      file,
      page({ language, zone: 'Asia/Almaty' })
        .replace('href="/assets/styles.css"', 'href="styles.css"')
        .replace('src="/assets/copy.js"', `src="${pathToFileURL(path.join(root, 'templates', 'pages', 'copy.js'))}"`),
    );
    return { name, url: pathToFileURL(file).href };
  });
}

/** The stylesheet with its fonts read from the package, as the server would answer them. */
function sampleStylesheet(): string {
  const fonts = pathToFileURL(path.join(root, 'node_modules', '@fontsource', 'noto-sans', 'files')).href;
  return readStylesheet().replaceAll('/assets/fonts/', `${fonts}/`);
}

/** The fonts of the pages alone, for what has no stylesheet. */
export function sampleFonts(): string {
  return [...sampleStylesheet().matchAll(/@font-face\s*\{[^}]*\}/g)].map(([rule]) => rule).join('');
}

function readStylesheet(): string {
  return readFileSync(path.join(root, 'templates', 'styles.css'), 'utf8');
}

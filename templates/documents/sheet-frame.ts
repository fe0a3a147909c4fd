import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '../language/language.ts';
import { t } from '../language/t.ts';
import { SafeMarkup } from '../render/safe-markup.ts';
import { cssString } from './css-string.ts';
import { fontFaces } from './font-faces.ts';

let stylesheet: string | undefined;

/** Title and styles of a printed sheet: A4, the running line at the foot of every page, page n of m, fonts inside. */
export function sheetFrame(options: Readonly<{ language: Language; running: string; pageTitle: string }>): Readonly<{ pageTitle: string; styles: SafeMarkup }> {
  const { language, running, pageTitle } = options;
  stylesheet ??= readFileSync(path.join(import.meta.dirname, 'document.css'), 'utf8');
  const font = 'font: 7.5pt "Noto Sans"; color: #56625f;';
  const page = `@page { size: A4; margin: 12mm 14mm 15mm 16mm; @bottom-left { content: ${cssString(running)}; ${font} } @bottom-right { content: ${t(language, 'documents.page')}; ${font} } }`;
  return { pageTitle, styles: new SafeMarkup([fontFaces(), page, stylesheet].join('\n')) };
}

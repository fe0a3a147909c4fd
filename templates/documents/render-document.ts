import type { Language } from '../language/language.ts';
import { renderTemplate } from '../render/render-template.ts';
import { invoiceSheet } from './invoice-sheet.ts';
import { quoteSheet } from './quote-sheet.ts';
import type { DocumentKind, DocumentViews } from './views.ts';

const sheets: { readonly [Kind in DocumentKind]: (view: DocumentViews[Kind], language: Language) => object } = { invoice: invoiceSheet, quote: quoteSheet };

/**
 * The whole HTML of a document, ready for printing: fonts, styles and QR code inside, nothing to fetch, no script.
 * Deterministic: the same view and language give the same text, byte for byte. Documents know dates only, so no zone is asked for.
 */
export function renderDocumentHtml<Kind extends DocumentKind>(kind: Kind, view: DocumentViews[Kind], options: Readonly<{ language: Language }>): string {
  const { language } = options;
  return renderTemplate(`documents/${kind}`, sheets[kind](view, language), { language, zone: 'UTC' });
}

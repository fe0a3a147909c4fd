import { sumInWords } from '../../domain/words/sum-in-words.ts';
import { formatDate } from '../format/dates.ts';
import { currencySign } from '../format/money.ts';
import { formatPercent } from '../format/numbers.ts';
import type { Language } from '../language/language.ts';
import { t } from '../language/t.ts';
import { dueWords } from './due-words.ts';
import { lineTable } from './line-table.ts';
import { type PageRoom, pageRoom, partyLineCount, wordsMm } from './page-room.ts';
import { qrCode } from './qr-code.ts';
import { sheetFrame } from './sheet-frame.ts';
import { textLines } from './text-width.ts';
import { vatByRate } from './vat-totals.ts';
import type { QuoteDocument } from './views.ts';

/** Everything the quote template shows, already in words; the same view always gives the same sheet. */
export function quoteSheet(view: QuoteDocument, language: Language): object {
  const { number, totals, pageUrl } = view;
  const date = formatDate(view.issuedOn, language, { year: true });
  const paymentTerms = termsOf(view, language);
  const inWords = t(language, 'documents.words.total', { words: sumInWords(totals.gross, language) });
  return {
    ...view,
    letterheadLine: [view.seller.address, view.seller.phone, view.seller.email].filter(Boolean).join(', '),
    ...sheetFrame({ language, running: t(language, 'documents.quote.title', { number }), pageTitle: t(language, 'documents.quote.page_title', { number, date, seller: view.seller.name }) }),
    paymentTerms,
    table: lineTable(view.lines, roomOf(view, inWords), language),
    vatRows: vatByRate(view.lines),
    discountTotal: view.discount,
    totalLabel: t(language, 'documents.total.total', { currency: currencySign(totals.gross.currency) }),
    inWords,
    qr: pageUrl === null ? null : qrCode(pageUrl, t(language, 'documents.quote.qr_alt')),
    shownAddress: (pageUrl ?? '').replace(/^https?:\/\//, ''),
  };
}

function termsOf({ instalments }: QuoteDocument, language: Language): string[] {
  if (instalments.length === 1) return instalments.map(({ due }) => dueWords(due, language));
  return instalments.map(({ percent, due }) => t(language, 'documents.terms.share', { percent: formatPercent(percent, language), terms: dueWords(due, language) }));
}

// Heights were measured on the printed sheet, in millimetres.
function roomOf({ seller, buyer, title, instalments, deliveryTerms, specialTerms, discount, lines }: QuoteDocument, inWords: string): PageRoom {
  const rowLines = (text: string): number => textLines(text, { sizePt: 9, widthMm: 144 });
  const headMm = 50.6 + 3.2 + 4.45 * (partyLineCount(seller) + partyLineCount(buyer) + rowLines(title));
  const termLines = instalments.length + (deliveryTerms === null ? 0 : rowLines(deliveryTerms)) + specialTerms.reduce((total, term) => total + rowLines(term), 0);
  const closingMm = 75 + 8 + 4.45 * termLines + (discount === null ? 0 : 6.2) + 6 * Math.max(1, vatByRate(lines).length) + wordsMm(inWords);
  return pageRoom({ headMm, closingMm });
}

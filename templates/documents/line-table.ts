import type { Money } from '../../domain/money/money.ts';
import { formatAmount, formatUnitPrice } from '../format/money.ts';
import { formatPercent, formatQuantity } from '../format/numbers.ts';
import type { Language } from '../language/language.ts';
import { t } from '../language/t.ts';
import type { PageRoom } from './page-room.ts';
import { paginateLines } from './paginate-lines.ts';
import { textLines, textWidthMm } from './text-width.ts';
import type { DocumentLine, DocumentTotals } from './views.ts';

const tableWidthMm = 180;
const cellSizePt = 8;
const cellPaddingMm = 3;
const centredPaddingMm = 2.4;
const rowMm = 6.45;
const extraLineMm = 3.82;

export type PrintedLine = Readonly<{ no: number; sku: string; name: string; qty: string; unit: string; price: string; discount: string; net: string; vat: string; gross: string }>;
export type PrintedTotals = Readonly<{ net: string; vat: string; gross: string }>;
/** Lines of one page with the sum carried onto it and the sum it ends with (null on the first and on the last page). */
export type PrintedPage = Readonly<{ carried: PrintedTotals | null; lines: readonly PrintedLine[]; soFar: PrintedTotals | null; last: boolean }>;
/** The table as the template draws it. `vatRate`: the one rate of all lines, null where rates differ. Widths are millimetres. */
export type LineTable = Readonly<{ pages: readonly PrintedPage[]; vatRate: string | null; withSku: boolean; withDiscount: boolean; labelSpan: number; columns: readonly number[] }>;

type Column = Readonly<{ texts: readonly string[]; shown: boolean; least: number; paddingMm: number }>;

/** Puts the lines into words, gives each column its width and spreads the lines over pages with running totals. */
export function lineTable(lines: readonly DocumentLine[], room: PageRoom, language: Language): LineTable {
  const rates = new Set(lines.map(line => line.vatRatePercent));
  const oneRate = rates.size === 1 ? [...rates][0] : undefined;
  const printed = lines.map((line, index) => printLine(line, index + 1, { language, showRate: oneRate === undefined }));
  const withSku = lines.some(line => line.sku !== null);
  const withDiscount = lines.some(line => line.discountPercent !== null);
  const columns = columnWidths(printed, { withSku, withDiscount, totals: printTotals(totalsOf(lines), language) });
  const nameMm = columns[withSku ? 2 : 1] ?? 50;
  const heights = printed.map(line => rowMm + extraLineMm * (textLines(line.name, { sizePt: cellSizePt, widthMm: nameMm - cellPaddingMm }) - 1));
  const pages = printedPages(printed, lines, { counts: paginateLines(heights, room), language });
  const vatRate = oneRate === undefined || oneRate === null ? null : formatPercent(oneRate, language);
  return { pages, vatRate, withSku, withDiscount, labelSpan: columns.length - 3, columns };
}

function printLine(line: DocumentLine, no: number, options: Readonly<{ language: Language; showRate: boolean }>): PrintedLine {
  const { language, showRate } = options;
  const rate = line.vatRatePercent === null ? t(language, 'documents.table.no_vat') : `${formatAmount(line.vat, language)}${showRate ? ` (${formatPercent(line.vatRatePercent, language)})` : ''}`;
  return {
    no,
    sku: line.sku ?? '',
    name: line.name,
    qty: formatQuantity(line.qty, language),
    unit: line.unit,
    price: formatUnitPrice(line.unitPriceAmount, line.net.currency, language),
    discount: line.discountPercent === null ? '' : formatPercent(line.discountPercent, language),
    net: formatAmount(line.net, language),
    vat: rate,
    gross: formatAmount(line.gross, language),
  };
}

function columnWidths(lines: readonly PrintedLine[], options: Readonly<{ withSku: boolean; withDiscount: boolean; totals: PrintedTotals }>): number[] {
  const { withSku, withDiscount, totals } = options;
  const centred = (texts: readonly string[], least: number, shown = true): Column => ({ texts, shown, least, paddingMm: centredPaddingMm });
  const figures = (texts: readonly string[], least: number, shown = true): Column => ({ texts, shown, least, paddingMm: cellPaddingMm });
  const name = centred([], 0);
  const wanted = [
    centred([String(lines.length)], 6.8),
    centred(
      lines.map(line => line.sku.slice(0, 12)),
      12,
      withSku,
    ),
    name,
    figures(
      lines.map(line => line.qty),
      12.8,
    ),
    centred(
      lines.map(line => line.unit.slice(0, 8)),
      9.2,
    ),
    figures(
      lines.map(line => line.price),
      16.5,
    ),
    figures(
      lines.map(line => line.discount),
      16.5,
      withDiscount,
    ),
    figures([totals.net, ...lines.map(line => line.net)], 17.5),
    figures([totals.vat, ...lines.map(line => line.vat)], 16.5),
    figures([totals.gross, ...lines.map(line => line.gross)], 17.5),
  ].filter(column => column.shown);
  const widths = wanted.map(column => Math.max(column.least, ...column.texts.map(text => textWidthMm(text, cellSizePt) + column.paddingMm)));
  const others = widths.reduce((total, width, index) => (wanted[index] === name ? total : total + width), 0);
  return widths.map((width, index) => Number((wanted[index] === name ? Math.max(30, tableWidthMm - others) : width).toFixed(2)));
}

function printedPages(printed: readonly PrintedLine[], lines: readonly DocumentLine[], options: Readonly<{ counts: readonly number[]; language: Language }>): PrintedPage[] {
  const { counts, language } = options;
  let start = 0;
  return counts.map((count, index) => {
    const end = start + count;
    const last = index === counts.length - 1;
    const page = {
      carried: index === 0 ? null : printTotals(totalsOf(lines.slice(0, start)), language),
      lines: printed.slice(start, end),
      soFar: last ? null : printTotals(totalsOf(lines.slice(0, end)), language),
      last,
    };
    start = end;
    return page;
  });
}

function totalsOf(lines: readonly DocumentLine[]): DocumentTotals {
  const add = (pick: (line: DocumentLine) => Money): Money => ({
    amountMinor: lines.reduce((total, line) => total + pick(line).amountMinor, 0),
    currency: lines[0]?.net.currency ?? 'KZT',
  });
  return { net: add(line => line.net), vat: add(line => line.vat), gross: add(line => line.gross) };
}

function printTotals(totals: DocumentTotals, language: Language): PrintedTotals {
  return { net: formatAmount(totals.net, language), vat: formatAmount(totals.vat, language), gross: formatAmount(totals.gross, language) };
}

import { textLines } from './text-width.ts';
import type { DocumentParty } from './views.ts';

/** Heights in millimetres: the room for lines on the first and on a following page, and what must stand together after the last line. */
export type PageRoom = Readonly<{ first: number; next: number; closing: number }>;

const pageMm = 270; // A4 without the margins of the sheet
const tableHeadMm = 9.8;
const sumRowMm = 6.5; // a carried sum or a running total
const reserveMm = 2;

/** The room left by a head (everything above the first line, the table's own head with it) and a closing block. */
export function pageRoom({ headMm, closingMm }: Readonly<{ headMm: number; closingMm: number }>): PageRoom {
  return {
    first: pageMm - headMm - sumRowMm - reserveMm,
    next: pageMm - tableHeadMm - 2 * sumRowMm - reserveMm,
    closing: closingMm - sumRowMm, // the last page ends without a running total
  };
}

/** How many lines a party takes in the list of requisites. */
export function partyLineCount({ name, taxId, address }: DocumentParty): number {
  return textLines(`${name}, 00000 ${taxId}, ${address ?? ''}`, { sizePt: 9, widthMm: 150 });
}

/** The height that a long sum in words takes beyond its first line. */
export function wordsMm(inWords: string): number {
  return 4.45 * (textLines(inWords, { sizePt: 9, widthMm: 180 }) - 1);
}

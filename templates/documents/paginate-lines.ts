import type { PageRoom } from './page-room.ts';

/**
 * Splits lines over pages by their estimated heights, so that a subtotal can close each page and open the next one.
 * The last part leaves room for the closing block (totals, words, code, signatures) and never holds that block alone (two lines stay with it where there are two).
 */
export function paginateLines(heights: readonly number[], room: PageRoom): number[] {
  const counts: number[] = [];
  let start = 0;
  while (start < heights.length) {
    const space = counts.length === 0 ? room.first : room.next;
    const rest = heights.length - start;
    if (sum(heights, start, rest) + room.closing <= space) return [...counts, rest];
    let fitting = 0;
    while (fitting < rest && sum(heights, start, fitting + 1) <= space) fitting += 1;
    const taken = Math.max(1, Math.min(fitting, rest - 2));
    if (rest === 1) return [...counts, 1];
    counts.push(taken);
    start += taken;
  }
  return counts;
}

function sum(heights: readonly number[], start: number, count: number): number {
  return heights.slice(start, start + count).reduce((total, height) => total + height, 0);
}

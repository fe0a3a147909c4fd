const millimetresPerPoint = 25.4 / 72;

/** The width of a text in Noto Sans in millimetres, estimated a little too wide, so that what is planned with it always fits. */
export function textWidthMm(text: string, sizePt: number): number {
  let ems = 0;
  for (const sign of text) ems += emsOf(sign);
  return ems * sizePt * millimetresPerPoint;
}

/** How many lines a text takes in a column of that width. */
export function textLines(text: string, options: Readonly<{ sizePt: number; widthMm: number }>): number {
  return Math.max(1, Math.ceil((textWidthMm(text, options.sizePt) * 1.03) / options.widthMm));
}

function emsOf(sign: string): number {
  if (/\d/.test(sign)) return 0.575;
  if (sign === '\u202F') return 0.21;
  if (/[\s.,:;|!'’()-]/u.test(sign)) return 0.3;
  if (/[ЖШЩЮЫФМWM№—]/u.test(sign)) return 1.05;
  if (/[жшщюыфмwm%₸]/u.test(sign)) return 0.84;
  if (/\p{Lu}/u.test(sign)) return 0.68;
  return 0.58;
}

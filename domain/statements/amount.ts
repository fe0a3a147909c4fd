/**
 * Answers an amount of a bank file in minor units (two decimals), by string arithmetic, or null where it cannot be read.
 * Spaces are stripped, a comma is a point; zeros beyond the second decimal are harmless, any other digit there is an error (formats 2.1, rule 2).
 */
export function parseAmountMinor(text: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f]/gu, '').replace(',', '.');
  const parts = /^(-?)(\d*)(?:\.(\d*))?$/u.exec(plain);
  if (parts === null) return null;
  const [, sign = '', whole = '', fraction = ''] = parts;
  if (whole === '' && fraction === '') return null;
  if (/[1-9]/u.test(fraction.slice(2))) return null;
  const minor = Number(`${whole}${fraction.slice(0, 2).padEnd(2, '0')}`);
  if (!Number.isSafeInteger(minor)) return null;
  return sign === '-' && minor !== 0 ? -minor : minor;
}

/** Minor units as people read them in a message: `2486580.01`. */
export function formatMinor(amountMinor: number): string {
  const digits = String(Math.abs(amountMinor)).padStart(3, '0');
  return `${amountMinor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

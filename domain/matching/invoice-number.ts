/** Cyrillic capitals that look like Latin ones: «А-12» and "A-12" are one number to whoever reads the paper. */
const lookAlikes: Readonly<Record<string, string>> = { А: 'A', В: 'B', Е: 'E', К: 'K', М: 'M', Н: 'H', О: 'O', Р: 'P', С: 'C', Т: 'T', У: 'Y', Х: 'X' };

/** Answers a number as it is compared: upper case, look-alike letters folded, groups without leading zeros, so that `0000-000045` and `45` are the same. */
export function canonicalInvoiceNumber(number: string): string {
  const folded = number.toUpperCase().replace(/[АВЕКМНОРСТУХ]/gu, letter => lookAlikes[letter] ?? letter);
  const groups = folded.match(/\p{L}+|\d+/gu) ?? [];
  return groups
    .map(group => group.replace(/^0+/u, ''))
    .filter(group => group !== '')
    .join('-');
}

/** The last group of digits of a number, without leading zeros: what a payer writes who drops series and year. */
export function invoiceNumberTail(number: string): string {
  return canonicalInvoiceNumber(number).split('-').at(-1) ?? '';
}

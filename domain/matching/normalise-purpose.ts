/** Answers a purpose as the patterns expect it: one kind of space and of dash, invisible characters dropped. Case and letters stay. */
export function normalisePurpose(purpose: string): string {
  return purpose
    .normalize('NFC')
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/gu, '')
    .replace(/[\u2010-\u2015\u2212]/gu, '-')
    .replace(/[\s\u00a0\u202f]+/gu, ' ')
    .trim();
}

/** Whether a payment says of itself that money goes back («возврат», «сторно», «қайтару», "refund"): such payments are never matched. */
export function isReturnedPayment(purpose: string): boolean {
  return /(?<!\p{L})(?:возврат(?!н)|возвращ|сторно|қайтар|refund|reversal|storno|vozvrat)/iu.test(normalisePurpose(purpose));
}

/** Dates a purpose cites with «от», as ISO dates; a year of two digits is of this century. */
export function findCitedDates(purpose: string): readonly string[] {
  const dated = /(?<!\p{L})от\s*(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?!\d)/giu;
  return [...normalisePurpose(purpose).matchAll(dated)].map(([, day = '', month = '', year = '']) => `${year.padStart(4, '20')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

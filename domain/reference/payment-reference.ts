import { letterLikes, readAsDigit } from './look-alikes.ts';

/** No 0/O, 1/I/L, 2/Z, 5/S, 6/G, 8/B and no vowels: nothing to confuse, and no word can arise. 23 signs, a prime, make the check strong. */
const digitSigns = '23456789';
const letterSigns = 'CDFHJKMNPRTVWXY';
const signs = `${digitSigns}${letterSigns}`;
const bodyPlaces = [letterSigns, digitSigns, letterSigns, digitSigns, letterSigns, digitSigns, letterSigns] as const;
const capacity = bodyPlaces.reduce((product, place) => product * place.length, 1);

/** Coprime with the capacity, and none of its mixed-radix digits near 0 or the radix: neighbours differ in every place of the body. */
const step = 16_022_201;
const start = 7_318_547;

/**
 * The payment reference of the n-th invoice, n = 0 … 25,919,999: letters and digits in turn, the eighth a check sign (Q2C.md 4).
 * The same n makes the same reference and no two n share one. Throws RangeError outside the range.
 */
export function makePaymentReference(n: number): string {
  if (!Number.isInteger(n) || n < 0 || n >= capacity) throw new RangeError(`A payment reference is made of 0 to ${capacity - 1}, not of ${n}.`);
  let rest = Number((BigInt(n) * BigInt(step) + BigInt(start)) % BigInt(capacity));
  let body = '';
  for (const place of bodyPlaces.toReversed()) {
    body = place.charAt(rest % place.length) + body;
    rest = Math.floor(rest / place.length);
  }
  return body + checkSign(body);
}

/** True for a reference in its printed form whose check sign fits. */
export function isPaymentReference(text: string): boolean {
  return text.length === 8 && bodyPlaces.every((place, index) => place.includes(text.charAt(index))) && text.charAt(7) === checkSign(text.slice(0, 7));
}

/**
 * A reference as somebody typed it, brought to its printed form: Cyrillic look-alikes, lower case, dashes and spaces are read
 * through, and a letter where only a digit can stand is read as the digit it looks like. The result may still be no reference.
 */
export function normaliseReference(text: string): string {
  const compact = Array.from(text.toUpperCase())
    .filter(sign => !separator.test(sign))
    .map(sign => letterLikes[sign] ?? sign);
  return compact.map((sign, index) => (index % 2 === 1 && (index < 7 || !signs.includes(sign)) ? (readAsDigit[sign] ?? sign) : sign)).join('');
}

const separator = /[\s._\-\u2010-\u2015\u2212]/u;
const between = '[\\s._\\-\\u2010-\\u2015\\u2212]?';
const eightSigns = new RegExp(`(?<![\\p{L}\\p{N}])(?=([\\p{L}\\p{N}](?:${between}[\\p{L}\\p{N}]){7})(?![\\p{L}\\p{N}]))`, 'gu');

/** Every payment reference in a free text such as the purpose of a payment, in order, each once; only those whose check sign fits. */
export function findPaymentReferences(freeText: string): string[] {
  const found = [...freeText.matchAll(eightSigns)].map(match => normaliseReference(match[1] ?? ''));
  return [...new Set(found.filter(isPaymentReference))];
}

/** A weighted sum modulo a prime: one wrong sign, or two that changed places, never fit. */
function checkSign(body: string): string {
  const total = Array.from(body).reduce((all, sign, index) => all + (index + 2) * signs.indexOf(sign), 0);
  return signs.charAt(total % signs.length);
}

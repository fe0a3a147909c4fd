import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPaymentReferences, isPaymentReference, makePaymentReference, normaliseReference } from '../../../domain/reference/payment-reference.ts';
import { holdsForAll } from '../holds-for-all.ts';

const numbers = fc.nat(25_919_999);
const signs = '23456789CDFHJKMNPRTVWXY';
const toCyrillic: Record<string, string> = { C: 'С', H: 'Н', K: 'К', M: 'М', P: 'Р', T: 'Т', X: 'Х', Y: 'У' };

describe('making references', () => {
  it('makes eight characters without look-alikes, whose check sign fits', () => {
    holdsForAll(
      'shape',
      fc.property(numbers, n => /^[2-9CDFHJKMNPRTVWXY]{8}$/.test(makePaymentReference(n)) && isPaymentReference(makePaymentReference(n))),
    );
  });

  it('makes no reference twice and the same one for the same number', () => {
    const made = Array.from({ length: 50_000 }, (_, n) => makePaymentReference(n));
    expect(new Set(made).size).toBe(made.length);
    expect(makePaymentReference(49_999)).toBe(made[49_999]);
    holdsForAll(
      'no collision',
      fc.property(numbers, numbers, (a, b) => (a === b) === (makePaymentReference(a) === makePaymentReference(b))),
      2_000,
    );
  });

  it('makes neighbours that differ in all seven places of the body', () => {
    holdsForAll(
      'neighbours',
      fc.property(fc.nat(25_919_998), n => {
        const [one, next] = [makePaymentReference(n), makePaymentReference(n + 1)];
        return [0, 1, 2, 3, 4, 5, 6].every(place => one[place] !== next[place]);
      }),
    );
  });

  it('refuses numbers outside its range', () => {
    for (const n of [-1, 0.5, 25_920_000]) expect(() => makePaymentReference(n)).toThrow(RangeError);
  });
});

describe('checking references', () => {
  it('finds any single wrong sign', () => {
    holdsForAll(
      'one wrong sign',
      fc.property(numbers, fc.nat(7), fc.constantFrom(...signs), (n, place, sign) => {
        const right = makePaymentReference(n);
        const typed = right.slice(0, place) + sign + right.slice(place + 1);
        return typed === right || !isPaymentReference(typed);
      }),
      2_000,
    );
  });

  it('finds two signs that changed places', () => {
    holdsForAll(
      'swapped signs',
      fc.property(numbers, fc.nat(7), fc.nat(7), (n, a, b) => {
        const typed = Array.from(makePaymentReference(n));
        [typed[a], typed[b]] = [typed[b] ?? '', typed[a] ?? ''];
        return typed.join('') === makePaymentReference(n) || !isPaymentReference(typed.join(''));
      }),
      2_000,
    );
  });
});

describe('reading what people typed', () => {
  it('reads Cyrillic look-alikes, lower case, dashes and spaces', () => {
    holdsForAll(
      'typed anyhow',
      fc.property(numbers, fc.boolean(), fc.boolean(), fc.constantFrom('', '-', ' ', '–', '\u00A0'), (n, cyrillic, lower, gap) => {
        const reference = makePaymentReference(n);
        const inLetters = cyrillic ? Array.from(reference, sign => toCyrillic[sign] ?? sign).join('') : reference;
        const inCase = lower ? inLetters.toLowerCase() : inLetters;
        const typed = `${inCase.slice(0, 4)}${gap}${inCase.slice(4)}`;
        expect(normaliseReference(typed)).toBe(reference);
        expect(findPaymentReferences(`Оплата по счету № 2026-000123 от 01.09.2026, код ${typed}, в т.ч. НДС 16% 160000.00`)).toEqual([reference]);
      }),
    );
  });

  it('reads a letter where a digit must stand as that digit', () => {
    const reference = Array.from({ length: 5_000 }, (_, n) => makePaymentReference(n)).find(made => made[1] === '8' && made[3] === '5') ?? '';
    expect(normaliseReference(`${reference[0]}В${reference[2]}S${reference.slice(4)}`)).toBe(reference);
  });

  it('finds several references, each once, in their order', () => {
    const [one, two] = [makePaymentReference(7), makePaymentReference(8)];
    expect(findPaymentReferences(`${two}; ${one}, ${two.toLowerCase()}`)).toEqual([two, one]);
  });

  it('does not cut a reference out of a longer word or number', () => {
    expect(findPaymentReferences(`X${makePaymentReference(7)} ${makePaymentReference(7)}9`)).toEqual([]);
  });
});

describe('ordinary purposes', () => {
  it.each([
    'Оплата по счету № 1024 от 01.09.2026 за товар, в т.ч. НДС 16% 160000.00',
    'Перевод со счета KZ82 722T EST0 0000 0001 на KZ53601TEST000000077, БИН 991240991014',
    'Предоплата 30% по договору К-17/2026 от 01.02.2026, накладная З-2 №000123, КНП 710, КБе 17',
    'За насос P-100 4 шт, кабель ВВГнг 3х2,5 100 м, тел. +7 701 234 56 78',
    'Возврат по заявлению Т8К-77 4М3 Р2 Х9, авто 777 ABC 02',
    'SWIFT HSBKKZKX CASPKZKA INV-2026-000456 REF 24589637',
    'Оплата за март апрель май согласно акту сверки',
  ])('hold no reference: %s', purpose => {
    expect(findPaymentReferences(purpose)).toEqual([]);
  });

  it('made of random words, numbers and dates hold next to none', () => {
    const words = fc.constantFrom('оплата', 'счет', '№', 'от', 'договор', 'товар', 'K-100', 'ТОО', 'Ромашка', 'м3', 'х2', 'НДС', 'KZT', 'акт', 'В', 'С', 'тр', '16%');
    const figures = fc.oneof(
      fc.nat(99_999_999).map(String),
      fc.nat(9_999).map(n => `${n}.00`),
      fc.stringMatching(/^[0-3]\d\.[01]\d\.20\d\d$/),
      fc.stringMatching(/^[A-Z0-9]{8}$/),
    );
    let found = 0;
    holdsForAll(
      'random purposes',
      fc.property(fc.array(fc.oneof(words, figures), { minLength: 3, maxLength: 15 }), parts => {
        found += findPaymentReferences(parts.join(' ')).length;
      }),
      3_000,
    );
    expect(found).toBeLessThan(3);
  });
});

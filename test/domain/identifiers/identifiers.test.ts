import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bicFitsIban, checkBic } from '../../../domain/identifiers/bic.ts';
import { checkIban } from '../../../domain/identifiers/iban.ts';
import { checkKbe } from '../../../domain/identifiers/kbe.ts';
import { checkTaxId } from '../../../domain/identifiers/tax-id.ts';
import { holdsForAll } from '../holds-for-all.ts';
import { refusalOf } from '../refusal.ts';

const publicBins = ['971240001315', '940140000385', '980640000093', '990740000683'];
const firstRow = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const weighed = (digits: string, weights: readonly number[]) => weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0) % 11;
const isValid = (value: string): boolean => {
  try {
    checkTaxId({ type: 'kz_bin', value });
    return true;
  } catch {
    return false;
  }
};

describe('BIN and IIN', () => {
  it.each(publicBins)('accepts the public BIN %s', value => {
    expect(checkTaxId({ type: 'kz_bin', value })).toEqual({ type: 'kz_bin', value, warnings: [] });
  });

  it('drops spaces within and letters around', () => {
    expect(checkTaxId({ type: 'kz_bin', value: ' БИН 9712 4000 1315' }).value).toBe('971240001315');
  });

  it.each([
    ['97124000131', 'length'],
    ['', 'length'],
    ['9712400013155', 'length'],
    ['971240001314', 'check_digit'],
    ['97124x001315', 'not_digits'],
    ['000000000000', 'impossible'],
  ])('refuses %j: %s', (value, reason) => {
    expect(refusalOf(() => checkTaxId({ type: 'kz_bin', value }))).toEqual({ code: 'invalid_tax_id', data: { reason } });
  });

  it('warns of an odd date or kind and does not refuse it', () => {
    const [odd] = Array.from({ length: 10 }, (_, digit) => `99994000000${digit}`).filter(isValid);
    expect(checkTaxId({ type: 'kz_bin', value: odd ?? '' }).warnings).toEqual(['date_part_impossible']);
    expect(checkTaxId({ type: 'kz_iin', value: '971240001315' }).warnings).toEqual(['looks_like_bin']);
  });

  it('uses the second row of weights where the first gives ten', () => {
    const bodies = Array.from({ length: 400 }, (_, n) => `97124000${String(n).padStart(3, '0')}`).filter(body => weighed(body, firstRow) === 10);
    expect(bodies.length).toBeGreaterThan(5);
    for (const body of bodies) {
      const second = weighed(body, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]);
      expect(Array.from({ length: 10 }, (_, digit) => digit).filter(digit => isValid(`${body}${digit}`))).toEqual(second === 10 ? [] : [second]);
    }
  });

  it('has at most one check digit for any eleven digits', () => {
    holdsForAll(
      'check digit',
      fc.property(fc.stringMatching(/^[1-9]\d{10}$/), body => Array.from({ length: 10 }, (_, digit) => `${body}${digit}`).filter(isValid).length <= 1),
    );
  });

  // The eleventh digit weighs 11, which is nothing modulo 11: the scheme itself does not protect it.
  it('finds a single wrong digit among the first ten, unless it leads to the second row of weights', () => {
    holdsForAll(
      'single wrong digit',
      fc.property(fc.constantFrom(...publicBins), fc.nat(9), fc.integer({ min: 1, max: 9 }), (bin, place, off) => {
        const wrong = `${bin.slice(0, place)}${(Number(bin[place]) + off) % 10}${bin.slice(place + 1)}`;
        return !isValid(wrong) || weighed(wrong, firstRow) === 10;
      }),
    );
  });
});

describe('accounts and banks', () => {
  it('accepts an IBAN in any spacing and hints at its bank', () => {
    expect(checkIban('KZ82 722T EST0 0000 0001')).toEqual({ iban: 'KZ82722TEST000000001', bicHint: 'CASPKZKA', bankHint: 'Kaspi Bank' });
  });

  it.each(['', 'KZ82722TEST000000002', 'KZ82722TEST00000000', 'XX82722TEST000000001'])('refuses the IBAN %j', text => {
    expect(refusalOf(() => checkIban(text)).code).toBe('invalid_iban');
  });

  it('accepts a BIC and tells whether it fits the bank code of the IBAN', () => {
    expect(checkBic(' caspkzka ')).toBe('CASPKZKA');
    expect(refusalOf(() => checkBic('CASP')).code).toBe('validation_failed');
    expect([bicFitsIban('CASPKZKA', 'KZ82722TEST000000001'), bicFitsIban('HSBKKZKX', 'KZ82722TEST000000001'), bicFitsIban('ANYBDEFF', 'DE89370400440532013000')]).toEqual([true, false, true]);
  });

  it('accepts КБе of two digits and no other', () => {
    expect(checkKbe(' 17 ')).toBe('17');
    for (const wrong of ['7', '37', '10', '177', 'ab']) expect(refusalOf(() => checkKbe(wrong)).data).toEqual({ reason: 'kbe' });
  });
});

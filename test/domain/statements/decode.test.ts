import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../domain/statements/decode.ts';
import { ownSample } from './sample-statements.ts';

const words = ['РасчСчет'];

describe('the encoding of a file', () => {
  it('is the one its bytes have, whatever its label says', () => {
    expect(decodeText(ownSample('kz-synthetic/kaspi_v1.01_utf8_mislabelled.txt'), words).encoding).toBe('utf-8');
    expect(decodeText(ownSample('kz-synthetic/halyk_upper_multiday_cp1251.txt'), words).encoding).toBe('windows-1251');
    expect(decodeText(ownSample('quirks-synthetic/ru_cp866_dos.txt'), words).encoding).toBe('cp866');
    expect(decodeText(ownSample('own/kaspi_utf16le.txt'), words).encoding).toBe('utf-16le');
  });

  it('drops a byte-order mark from the text', () => {
    expect(decodeText(ownSample('quirks-synthetic/utf8bom_comma_amounts_dup.txt'), words).text.startsWith('1CClientBankExchange')).toBe(true);
  });

  it('is unknown where no encoding shows an expected word', () => {
    expect(decodeText(ownSample('own/invalid_koi8.txt'), words).encoding).toBeNull();
    expect(decodeText(ownSample('quirks-synthetic/not_a_1c_file.txt'), words)).toMatchObject({ encoding: null, text: expect.stringContaining('Дата;Сумма') });
  });

  it('is still UTF-8 where the file is cut inside its last character, with a warning', () => {
    const whole = new TextEncoder().encode('РасчСчет=1');
    const cut = new TextEncoder().encode('РасчСчет=Я').slice(0, -1);
    expect(decodeText(whole, words).warnings).toEqual([]);
    expect(decodeText(cut, words)).toMatchObject({ encoding: 'utf-8', text: 'РасчСчет=', warnings: ['incomplete_last_character'] });
  });
});

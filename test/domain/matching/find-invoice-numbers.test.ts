import { describe, expect, it } from 'vitest';
import { findInvoiceNumbers } from '../../../domain/matching/find-invoice-numbers.ts';
import { canonicalInvoiceNumber, invoiceNumberTail } from '../../../domain/matching/invoice-number.ts';
import { findCitedDates, isReturnedPayment, normalisePurpose } from '../../../domain/matching/normalise-purpose.ts';

describe('invoice numbers in a purpose', () => {
  it.each([
    ['Оплата по счету № 1024 от 01.09.2026 за товар, в т.ч. НДС 16% 160000.00', ['1024']],
    ['частичная оплата сч 1025,1026', ['1025', '1026']],
    ['За товар согл. сч.на опл. №ИНВ-000131 от 28.08.2026г. НДС 16%', ['ИНВ-000131']],
    ['Оплата согласно счета 0000-000045 от 10.09.26, сумма 348000 тенге, в т.ч. НДС 48000', ['0000-000045']],
    ['счету № 2026-000118', ['2026-000118']],
    ['Оплата счетов №№ 2026-000118, 2026-000119 и 2026-000120', ['2026-000118', '2026-000119', '2026-000120']],
    ['Төлем 2026-000118 шот бойынша', ['2026-000118']],
    ['ОПЛАТА ПО СЧЕТУ №2026-000118ОТ 01.09.2026', ['2026-000118']],
    ['Payment for invoice #INV-2026-000123, invoice 77', ['INV-2026-000123', '77']],
    ['Oplata po schetu 1024, 160000.00', ['1024']],
    ['счёт\u00a0на оплату N 17 от 1.2.26', ['17']],
    ['счет‑фактура № 77', ['77']],
    ['оплата за счет № 1024', ['1024']],
    ['счет 2026-000118 (2026-000118)', ['2026-000118']],
  ])('finds in «%s» %j', (purpose, numbers) => {
    expect(findInvoiceNumbers(purpose)).toEqual(numbers);
  });

  it.each([
    'договор № 15/26',
    'предоплата за товар по договору 15/26=доп.согл 2',
    'за счет 2 квартала',
    'за счет 2026 года',
    'расчет 15.09',
    'на р/счет KZ82722TEST000000001',
    'на счет KZ82722TEST000000001',
    'лицевой счет 1024',
    'расчетный счет 1024',
    'по договору № 2026-000118',
    'заказ 2026-000118',
    'Оплата по счету 5,50 тенге',
    'сч. 1500 тенге',
    'НДС 48000',
    '',
  ])('finds no invoice in «%s»', purpose => {
    expect(findInvoiceNumbers(purpose)).toEqual([]);
  });
});

describe('numbers that are one to whoever reads them', () => {
  it.each([
    ['0000-000045', '45'],
    ['ИНВ-000131', 'инв 131'],
    ['А-12', 'A-12'],
    ['2026-000118', '2026/118'],
  ])('%s is %s', (a, b) => {
    expect(canonicalInvoiceNumber(a)).toBe(canonicalInvoiceNumber(b));
  });

  it.each([
    ['2026-000118', '118'],
    ['2026-000118', '2025-000118'],
    ['ИНВ-131', 'СЧ-131'],
    ['1024', '10-24'],
  ])('%s is not %s', (a, b) => {
    expect(canonicalInvoiceNumber(a)).not.toBe(canonicalInvoiceNumber(b));
  });

  it('has the last group as its tail', () => {
    expect(invoiceNumberTail('2026-000118')).toBe('118');
  });
});

describe('other marks of a purpose', () => {
  it('makes one kind of space and dash of many', () => {
    expect(normalisePurpose(' счет\u00a0 №\u202f2026\u2013000118\u200b\n ')).toBe('счет № 2026-000118');
  });

  it('reads cited dates with years of two and four digits', () => {
    expect(findCitedDates('по счету 5 от 1.9.26 и от 02.09.2026')).toEqual(['2026-09-01', '2026-09-02']);
  });

  it.each([
    ['возврат/переплата', true],
    ['Ошибочный ВОЗВРАТ средств', true],
    ['refund of order', true],
    ['сторно', true],
    ['қайтару', true],
    ['невозвратный аванс', false],
    ['Оплата по счету 1', false],
  ])('sees whether «%s» goes back: %s', (purpose, isReturned) => {
    expect(isReturnedPayment(purpose)).toBe(isReturned);
  });
});

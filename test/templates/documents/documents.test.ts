import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cssString } from '../../../templates/documents/css-string.ts';
import { lineTable } from '../../../templates/documents/line-table.ts';
import { paginateLines } from '../../../templates/documents/paginate-lines.ts';
import { renderDocumentHtml } from '../../../templates/documents/render-document.ts';
import { formatAmount } from '../../../templates/format/money.ts';
import { fiftyFourLines, sampleInvoiceDocument, sampleQuoteDocument, sixLines, totalsOf } from './sample-documents.ts';

const ru = { language: 'ru' } as const;
const withoutStyles = (html: string): string => html.replace(/<style>[\s\S]*?<\/style>/, '').replace(/[\u00A0\u202F]/g, ' ');
const invoice = (changes: Parameters<typeof sampleInvoiceDocument>[1] = {}, language: 'ru' | 'kk' | 'en' = 'ru') =>
  withoutStyles(renderDocumentHtml('invoice', sampleInvoiceDocument(sixLines, changes), { language }));

describe('a printed document', () => {
  it('comes out the same, byte for byte, every time', () => {
    expect(renderDocumentHtml('invoice', sampleInvoiceDocument(), ru)).toBe(renderDocumentHtml('invoice', sampleInvoiceDocument(), ru));
  });

  it('needs nothing from outside: fonts, styles and QR code are inside', () => {
    const html = renderDocumentHtml('invoice', sampleInvoiceDocument(), ru);
    expect(html.match(/@font-face/g)?.length).toBe(8);
    expect(html).not.toMatch(/(?:src|href)="|url\((?!data:)|@import|<script/);
    expect(html).toContain('<html lang="ru">');
  });

  it('lets no name out of its place', () => {
    const html = renderDocumentHtml('invoice', sampleInvoiceDocument(sixLines, { number: '1"; } </style><script>x</script>' }), ru);
    expect(html.match(/<\/style>/g)?.length).toBe(1);
    expect(html).not.toContain('<script');
    expect(cssString('№ 1"\\</style>')).toMatch(/^"[^"<>\n]*"$/);
  });
});

describe('an invoice', () => {
  it('carries what an accountant copies: sample payment order, code, purpose, due date, sum in words', () => {
    const html = invoice();
    for (const said of [
      'Образец платёжного поручения',
      'KZ00 000D EM00 1234 5678',
      'DEMOKZKA',
      'Код назначения платежа',
      '<span>7W4K</span><span>D9RN</span>',
      '13 ноября 2026 г.',
      'в том числе НДС 16 % 549 896,00 тенге',
      'Всего наименований 6, на сумму 3 986 746,00 KZT',
      'Всего к оплате: ',
      '17/2026 от 1 февраля 2026 г., отсрочка 14 календарных дней',
    ])
      expect(html).toContain(said);
  });

  it('has a QR code for retail and corporate customers and none for the state', () => {
    expect(invoice({ documentType: 'retail' })).toContain('<svg');
    expect(invoice({ documentType: 'corporate' })).toContain('<svg');
    expect(invoice({ documentType: 'state' })).not.toContain('<svg');
  });

  it('for the state names its ground and two signatures, for retail leaves the payment order out', () => {
    expect(invoice({ documentType: 'state' })).toContain('Договор о государственных закупках 17/2026');
    expect(invoice({ documentType: 'state' })).toContain('Главный бухгалтер');
    expect(invoice({ documentType: 'retail' })).not.toContain('Образец платёжного поручения');
    expect(invoice({ documentType: 'retail' })).toContain('KZ00 000D EM00 1234 5678');
  });

  it('speaks Kazakh and English as well', () => {
    expect(invoice({}, 'kk')).toContain('Төлем тапсырмасының үлгісі');
    expect(invoice({}, 'kk')).toContain('теңге');
    expect(invoice({}, 'en')).toContain('Sample payment order');
    expect(invoice({}, 'en')).toContain('3 986 746.00');
  });

  it('lists VAT by rate where rates differ and says so where there is none', () => {
    const [first, second, ...rest] = sixLines;
    if (!first || !second) throw new Error('the sample has lines');
    const mixed = [{ ...first, vatRatePercent: '5' }, second, ...rest.map(line => ({ ...line, vatRatePercent: null, vat: { amountMinor: 0, currency: 'KZT' }, gross: line.net }))];
    const html = invoice({ lines: mixed, totals: totalsOf(mixed) });
    expect(html).toContain('НДС 16 %');
    expect(html).toContain('НДС 5 %');
    expect(html).toContain('без НДС');
    const none = mixed.slice(2);
    expect(invoice({ lines: none, totals: totalsOf(none) })).toContain('Без НДС');
  });

  it('uses the notice of the company where it has one', () => {
    expect(invoice({ notice: 'Склад работает до 17:00.' })).toContain('Склад работает до 17:00.');
  });
});

describe('a quote', () => {
  it('names version, validity, discounts, terms and what is special', () => {
    const html = withoutStyles(renderDocumentHtml('quote', sampleQuoteDocument(), ru));
    for (const said of [
      'версия 2 от 26 октября 2026 г.',
      '9 ноября 2026 г.',
      '5 %',
      '30 %: отсрочка 3 календарных дня',
      '70 %: 10 дней после поставки',
      'Возврат брака за наш счёт',
      'Скидка, уже учтена',
    ])
      expect(html).toContain(said);
  });
});

describe('lines over several pages', () => {
  it('carry a sum from page to page that ties with the lines and with the total', () => {
    const { pages } = lineTable(fiftyFourLines, { first: 130, next: 240, closing: 90 }, 'ru');
    expect(pages.length).toBeGreaterThan(2);
    let seen = 0;
    for (const page of pages) {
      expect(page.carried?.gross ?? null).toBe(seen === 0 ? null : formatAmount(totalsOf(fiftyFourLines.slice(0, seen)).gross, 'ru'));
      seen += page.lines.length;
      if (page.soFar) expect(page.soFar.gross).toBe(formatAmount(totalsOf(fiftyFourLines.slice(0, seen)).gross, 'ru'));
    }
    expect(seen).toBe(54);
    expect(pages.at(-1)?.soFar).toBeNull();
  });

  it('are all printed once, in order, and never leave a page empty or overfull', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 6, max: 40, noNaN: true }), { minLength: 1, maxLength: 200 }), heights => {
        const room = { first: 100, next: 240, closing: 90 };
        const counts = paginateLines(heights, room);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(heights.length);
        let start = 0;
        counts.forEach((count, page) => {
          expect(count).toBeGreaterThan(0);
          const used = heights.slice(start, start + count).reduce((sum, height) => sum + height, 0);
          expect(used).toBeLessThanOrEqual((page === 0 ? room.first : room.next) + 1e-6);
          start += count;
        });
      }),
    );
  });
});

import type { DocumentLine, DocumentTotals, InvoiceDocument, QuoteDocument } from '../../../templates/documents/views.ts';

const tenge = (amountMinor: number) => ({ amountMinor, currency: 'KZT' });

function line(sku: string, name: string, rest: Readonly<{ qty: number; unit: string; price: number }>): DocumentLine {
  const net = rest.qty * rest.price * 100;
  const vat = Math.round(net * 0.16);
  return {
    sku,
    name,
    qty: String(rest.qty),
    unit: rest.unit,
    unitPriceAmount: String(rest.price),
    discountPercent: null,
    vatRatePercent: '16',
    net: tenge(net),
    vat: tenge(vat),
    gross: tenge(net + vat),
  };
}

/** The six lines of the mock-up. */
export const sixLines: readonly DocumentLine[] = [
  line('НЦ-4012', 'Насос циркуляционный НЦ 40-120, 1,5 кВт', { qty: 4, unit: 'шт', price: 486500 }),
  line('НП-2560', 'Насос подпиточный НП 25-60', { qty: 2, unit: 'шт', price: 268400 }),
  line('КТ-0050', 'Клапан трёхходовой с приводом, DN 50', { qty: 3, unit: 'шт', price: 142750 }),
  line('КШ-0050', 'Кран шаровой стальной, DN 50, PN 40', { qty: 16, unit: 'шт', price: 18940 }),
  line('МН-0010', 'Манометр 0–10 бар, 100 мм', { qty: 12, unit: 'шт', price: 6480 }),
  line('УС-0001', 'Доставка до объекта, Караганда', { qty: 1, unit: 'усл', price: 145000 }),
];

/** The same lines nine times over, every seventh with a name of two rows. */
export const fiftyFourLines: readonly DocumentLine[] = Array.from({ length: 9 }, () => sixLines)
  .flat()
  .map((one, index) => (index % 7 === 3 ? { ...one, name: `${one.name}, исполнение для горячей воды до 130 °C с ответными фланцами` } : one));

export function totalsOf(lines: readonly DocumentLine[]): DocumentTotals {
  const add = (field: 'net' | 'vat' | 'gross') => tenge(lines.reduce((sum, one) => sum + one[field].amountMinor, 0));
  return { net: add('net'), vat: add('vat'), gross: add('gross') };
}

const seller = {
  name: 'ТОО «Арна Снаб»',
  taxIdType: 'kz_bin',
  taxId: '000111222333',
  address: '050000, Алматы, ул. Примерная, 1',
  tradeName: 'Арна Снаб',
  vatCertificate: 'серия 00000 № 0000001',
  phone: '+7 700 000-00-47',
  email: 'finance@arna.example',
};
const buyer = { name: 'ТОО «Ромашка»', taxIdType: 'kz_bin', taxId: '000222333444', address: '100000, Караганда, пр. Образцовый, 22, офис 4' };
const bank = { iban: 'KZ00000DEM0012345678', bankName: 'АО «Демо Банк»', bic: 'DEMOKZKA' };

export function sampleInvoiceDocument(lines: readonly DocumentLine[] = sixLines, changes: Partial<InvoiceDocument> = {}): InvoiceDocument {
  return {
    documentType: 'corporate',
    number: '2026-000118',
    issuedOn: '2026-10-30',
    dueOn: '2026-11-13',
    paymentReference: '7W4KD9RN',
    pageUrl: 'https://arna.example/i/Zk3v9Qw7Lr2TfXn5HbYc8Md4JpUs6GaEt1VoRiBeWyK',
    seller,
    account: { ...bank, kbe: '17', knp: '710' },
    buyer,
    buyerAccount: null,
    contract: { number: '17/2026', signedOn: '2026-02-01' },
    due: { type: 'net_days', days: 14 },
    notice: null,
    lines,
    totals: totalsOf(lines),
    headName: 'Нурланов Б. С.',
    accountantName: 'Ким И. В.',
    issuerName: 'Садыкова А. М.',
    ...changes,
  };
}

export function sampleQuoteDocument(lines: readonly DocumentLine[] = sixLines, changes: Partial<QuoteDocument> = {}): QuoteDocument {
  const discounted = lines.map((one, index) => (index === 0 ? { ...one, discountPercent: '5' } : one));
  return {
    number: 'КП-2026-0041',
    version: 2,
    issuedOn: '2026-10-26',
    validUntilOn: '2026-11-09',
    title: 'Насосы и арматура для котельной, Караганда',
    pageUrl: 'https://arna.example/q/Zk3v9Qw7Lr2TfXn5HbYc8Md4JpUs6GaEt1VoRiBeWyK',
    seller,
    buyer,
    lines: discounted,
    totals: totalsOf(lines),
    discount: tenge(9730000),
    instalments: [
      { percent: '30', due: { type: 'net_days', days: 3 } },
      { percent: '70', due: { type: 'after_delivery_days', days: 10 } },
    ],
    deliveryTerms: 'До объекта в Караганде, 21 день после аванса',
    specialTerms: ['Возврат брака за наш счёт'],
    contact: { name: 'Айгерим Садыкова', phone: '+7 700 000-00-47', email: 'aigerim@arna.example' },
    ...changes,
  };
}

import type { InvoicePageView } from '../../../../templates/pages/views/invoice-view.ts';
import { publicFrame, tenge } from './frames.ts';
import { qr } from './qr-sample.ts';

export const invoice: InvoicePageView = {
  frame: publicFrame('/i/sample'),
  url: '/i/sample',
  state: 'open',
  number: '2026-000118',
  customerName: 'ТОО «Ромашка»',
  contractNumber: '17/2026',
  issuedOn: '2026-10-30',
  dueOn: '2026-11-13',
  overdueDays: 9,
  daysLeft: 0,
  gross: tenge(3_986_746),
  net: tenge(3_436_850),
  vat: tenge(549_896),
  vatPercent: '16',
  remaining: tenge(2_486_746),
  payments: [{ amount: tenge(1_500_000), receivedOn: '2026-11-18' }],
  credited: null,
  paidOn: null,
  voidedOn: null,
  replacedByUrl: null,
  shipmentHeldOn: '2026-11-20',
  payUrl: 'https://pay.example/2026-000118',
  qr,
  reference: '7W4KD9RN',
  transfer: {
    beneficiary: 'ТОО «Арна Снаб»',
    taxId: '000111222333',
    iban: 'KZ00000DEM0012345678',
    bank: 'АО «Демо Банк»',
    bic: 'DEMOKZKA',
    kbe: '17',
    knp: '710',
    purpose: 'Оплата по счёту 2026-000118, код 7W4KD9RN, в т. ч. НДС 16 %',
  },
  lines: [
    { name: 'Насос циркуляционный НЦ 40-120, 1,5 кВт', qty: '4', unit: 'шт', unitPrice: tenge(564_340), gross: tenge(2_257_360) },
    { name: 'Насос подпиточный НП 25-60', qty: '2', unit: 'шт', unitPrice: tenge(311_344), gross: tenge(622_688) },
    { name: 'Клапан трёхходовой с приводом, DN 50', qty: '3', unit: 'шт', unitPrice: tenge(165_590), gross: tenge(496_770) },
    { name: 'Кран шаровой стальной, DN 50, PN 40', qty: '16', unit: 'шт', unitPrice: tenge(21_970, 40), gross: tenge(351_526, 40) },
    { name: 'Манометр 0–10 бар, 100 мм', qty: '12', unit: 'шт', unitPrice: tenge(7_516, 80), gross: tenge(90_201, 60) },
    { name: 'Доставка до объекта, Караганда', qty: '1', unit: 'услуга', unitPrice: null, gross: tenge(168_200) },
  ],
  pdfs: [
    { language: 'ru', url: '/i/sample/pdf?language=ru' },
    { language: 'kk', url: '/i/sample/pdf?language=kk' },
    { language: 'en', url: '/i/sample/pdf?language=en' },
  ],
  standing: { promises: [], dispute: null, claim: null, asked: null },
  promise: { allowed: true, earliestOn: '2026-11-23', latestOn: '2026-12-04', left: 2, whole: tenge(2_486_746) },
  dispute: { allowed: true, answerByOn: '2026-11-24' },
  paid: { allowed: true, latestOn: '2026-11-22', obstacle: null },
  bankCompleteTo: '2026-11-20T13:10:00Z',
  order: { allowed: false, sent: 0 },
  receipt: { allowed: true, confirmedOn: null },
  seenUrl: '/i/sample/view',
  script: true,
  form: null,
};

export const invoiceBeforeDue: InvoicePageView = {
  ...invoice,
  dueOn: '2026-12-05',
  overdueDays: 0,
  daysLeft: 13,
  remaining: invoice.gross,
  payments: [],
  shipmentHeldOn: null,
  payUrl: null,
  bankCompleteTo: null,
  script: false,
};
export const invoiceDueToday: InvoicePageView = {
  ...invoiceBeforeDue,
  dueOn: '2026-11-22',
  daysLeft: 0,
  standing: { promises: [{ payOn: '2026-11-27', amount: invoice.gross }], dispute: null, claim: null, asked: tenge(0) },
  promise: { ...invoice.promise, left: 1 },
};
/** Days that were promised, a part that is disputed, and money that the customer says it has sent. */
export const invoiceStanding: InvoicePageView = {
  ...invoice,
  standing: {
    promises: [
      { payOn: '2026-11-27', amount: tenge(700_000) },
      { payOn: '2026-12-04', amount: tenge(300_000) },
    ],
    dispute: { amount: tenge(160_000), sinceOn: '2026-11-20' },
    claim: { paidOn: '2026-11-21', amount: tenge(1_000_000), saidOn: '2026-11-22', orders: 2, restThroughOn: '2026-11-23' },
    asked: tenge(1_326_746),
  },
  promise: { ...invoice.promise, left: 1, whole: tenge(2_326_746) },
  dispute: { allowed: false, answerByOn: null },
  paid: { ...invoice.paid, allowed: false, obstacle: 'claim_open' },
  order: { allowed: true, sent: 2 },
};
/** The customer has just said that it has paid, without its payment order; what it sends now came back. */
export const invoiceOrderRefused: InvoicePageView = {
  ...invoice,
  standing: { ...invoice.standing, claim: { paidOn: '2026-11-21', amount: null, saidOn: '2026-11-22', orders: 0, restThroughOn: '2026-11-23' } },
  paid: { ...invoice.paid, allowed: false, obstacle: 'claim_open' },
  order: { allowed: true, sent: 0 },
  form: { of: 'order', problems: [{ field: 'payment_order', code: 'file_unknown' }], values: {} },
};
/** The customer has said three times that it has paid, and finance is looking once more. */
export const invoiceClaimedAgain: InvoicePageView = {
  ...invoice,
  standing: { ...invoice.standing, claim: { paidOn: '2026-11-18', amount: null, saidOn: '2026-11-19', orders: 0, restThroughOn: null } },
  promise: { ...invoice.promise, allowed: false, left: 0 },
  paid: { ...invoice.paid, allowed: false, obstacle: 'too_many_claims' },
};
export const invoiceClaimRefused: InvoicePageView = {
  ...invoice,
  form: {
    of: 'paid',
    problems: [
      { field: 'paid_on', code: 'day_ahead' },
      { field: 'paid_amount', code: 'amount_unreadable' },
      { field: 'payment_order', code: 'file_unknown' },
    ],
    values: { paid_on: '2026-12-15', paid_amount: 'миллион' },
  },
};
export const invoiceScheduleRefused: InvoicePageView = {
  ...invoice,
  form: {
    of: 'promise',
    problems: [{ field: 'amount_3', code: 'schedule_untied', limit: tenge(2_486_746) }],
    values: { pay_on: '2026-11-25', amount: '1 000 000', pay_on_2: '2026-11-30', amount_2: '1 000 000', pay_on_3: '2026-12-03', amount_3: '400 000' },
  },
};
export const invoiceDisputeRefused: InvoicePageView = {
  ...invoice,
  form: {
    of: 'dispute',
    problems: [{ field: 'dispute_amount', code: 'amount_out_of_range', limit: tenge(2_486_746) }],
    values: { reason: 'Пришло 12 насосов, а не 16.', dispute_amount: '9 000 000' },
  },
};
export const invoicePaid: InvoicePageView = { ...invoice, state: 'paid', remaining: tenge(0), overdueDays: 0, paidOn: '2026-11-21', shipmentHeldOn: null, payUrl: null, script: false };
export const invoiceVoid: InvoicePageView = { ...invoice, state: 'void', payments: [], voidedOn: '2026-11-21', replacedByUrl: '/i/sample-new', script: false, credited: tenge(3_986_746) };
export const invoiceRefused: InvoicePageView = {
  ...invoice,
  form: {
    of: 'promise',
    problems: [
      { field: 'pay_on', code: 'too_far_ahead', latestOn: '2026-12-04' },
      { field: 'amount', code: 'amount_out_of_range', limit: tenge(2_486_746) },
    ],
    values: { pay_on: '2027-01-15', amount: '9 000 000' },
  },
};
export const invoiceOverfull: InvoicePageView = {
  ...invoice,
  vatPercent: null,
  lines: Array.from({ length: 54 }, (_, index) => ({
    name: `Позиция ${index + 1}: кабель силовой бронированный с изоляцией из сшитого полиэтилена, 3×240, в траншею`,
    qty: '1234.5',
    unit: 'м',
    unitPrice: tenge(1_234_567, 89),
    gross: tenge(1_524_074_064, 10),
  })),
};

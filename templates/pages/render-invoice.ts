import { formatDate } from '../format/dates.ts';
import { formatMoneyExact } from '../format/money.ts';
import { formatPercent, formatQuantity } from '../format/numbers.ts';
import { renderTemplate } from '../render/render-template.ts';
import { presentPublicFrame } from './present/frame.ts';
import { presentStanding } from './present/invoice-standing.ts';
import { formProblems, presentTelling } from './present/invoice-telling.ts';
import { type Tell, tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { InvoiceLine, InvoicePageView } from './views/invoice-view.ts';

const languageNames = { ru: 'Русский', kk: 'Қазақша', en: 'English' } as const;

/** `/i/<token>`: what remains and until when, the ways to pay, the lines, and the forms that tell us something. */
export function renderInvoicePage(view: InvoicePageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const title = view.state === 'open' ? tell.say('invoice.title_open', { number: view.number, sum: tell.money(view.remaining) }) : tell.say(`invoice.title_${view.state}`, { number: view.number });
  const page = {
    frame: presentPublicFrame(view.frame, tell, title),
    url: view.url,
    heading: tell.say('invoice.heading', { number: view.number }),
    about: [
      tell.say('invoice.for', { customer: view.customerName, day: formatDate(view.issuedOn, reader.language, { year: true }) }),
      view.contractNumber === null ? null : tell.say('invoice.contract', { number: view.contractNumber }),
    ]
      .filter(Boolean)
      .join(', '),
    open: view.state === 'open',
    paid: view.state === 'paid',
    sum: tell.money(view.state === 'open' ? view.remaining : view.gross),
    label: tell.say(`invoice.sum_${view.state}`),
    due: dueText(view, tell),
    overdue: view.state === 'open' && view.overdueDays > 0 ? tell.count('days_overdue', view.overdueDays) : null,
    received: received(view, tell),
    replacedByUrl: view.replacedByUrl,
    payUrl: view.state === 'open' ? view.payUrl : null,
    qr: view.state === 'open' && view.qr !== null ? { ...view.qr, label: tell.say(`qr.${view.qr.leadsTo}_label`), hint: tell.say(`qr.${view.qr.leadsTo}_hint`) } : null,
    code: view.reference === null ? null : { first: view.reference.slice(0, 4), rest: view.reference.slice(4) },
    transfer: view.state === 'open' ? view.transfer : null,
    lines: view.lines.map(line => presentLine(line, tell)),
    totals: totals(view, tell),
    pdfs: [...view.pdfs]
      .sort((one, two) => Number(two.language === reader.language) - Number(one.language === reader.language))
      .map(({ language, url }) => ({ language, url, name: languageNames[language] })),
    problems: formProblems(view, tell),
    standing: view.state === 'open' ? presentStanding(view, tell) : null,
    tell: view.state === 'open' ? presentTelling(view, tell) : null,
    script: view.script,
    seenUrl: view.seenUrl,
  };
  return renderTemplate('pages/invoice', page, reader);
}

function dueText(view: InvoicePageView, tell: Tell): string {
  if (view.state === 'paid') return view.paidOn === null ? tell.say('invoice.paid_thanks') : tell.say('invoice.paid_on', { day: tell.day(view.paidOn, 'locative') });
  if (view.state === 'void') return tell.say(view.voidedOn === null ? 'invoice.void_plain' : 'invoice.void_on', { day: view.voidedOn === null ? '' : tell.day(view.voidedOn, 'locative') });
  if (view.overdueDays > 0) return tell.say('invoice.due_was', { day: tell.day(view.dueOn, 'locative') });
  if (view.daysLeft === 0) return tell.say('invoice.due_today', { day: tell.day(view.dueOn) });
  return tell.say('invoice.due_by', { day: tell.day(view.dueOn, 'dative'), left: tell.say('days_left', { count: view.daysLeft }) });
}

function received(view: InvoicePageView, tell: Tell): string | null {
  const last = view.payments.at(-1);
  if (view.state !== 'open') return null;
  const sum = view.payments.reduce((total, payment) => total + payment.amount.amountMinor, 0);
  const parts = [
    last === undefined ? null : tell.say('invoice.received', { total: tell.money(view.gross), sum: tell.money({ ...view.gross, amountMinor: sum }), day: tell.day(last.receivedOn, 'locative') }),
    view.shipmentHeldOn === null ? null : tell.say('invoice.shipments_held', { day: tell.day(view.shipmentHeldOn, 'locative') }),
  ].filter(Boolean);
  return parts.length === 0 ? null : parts.join(' ');
}

function presentLine(line: InvoiceLine, tell: Tell) {
  const qty = `${formatQuantity(line.qty, tell.reader.language)}\u00A0${line.unit}`;
  return { name: line.name, quantity: line.unitPrice === null ? qty : `${qty} ×\u00A0${tell.money(line.unitPrice)}`, sum: formatMoneyExact(line.gross, tell.reader.language) };
}

function totals(view: InvoicePageView, tell: Tell) {
  const { language } = tell.reader;
  // A paid or void invoice shows what it was for; what is left to pay ends an open one.
  const changed = view.state === 'open' && (view.payments.length > 0 || view.credited !== null);
  const exact = (amountMinor: number): string => formatMoneyExact({ ...view.gross, amountMinor }, language);
  const rows = [
    { name: tell.say('total.net'), sum: exact(view.net.amountMinor) },
    { name: view.vatPercent === null ? tell.say('total.vat_mixed') : tell.say('total.vat', { percent: formatPercent(view.vatPercent, language) }), sum: exact(view.vat.amountMinor) },
    ...(changed ? [{ name: tell.say('total.gross'), sum: exact(view.gross.amountMinor) }] : []),
    ...(changed ? view.payments : []).map(payment => ({ name: tell.say('total.received', { day: tell.day(payment.receivedOn, 'locative') }), sum: exact(-payment.amount.amountMinor) })),
    ...(!changed || view.credited === null ? [] : [{ name: tell.say('total.credited'), sum: exact(-view.credited.amountMinor) }]),
  ];
  return { rows, last: { name: tell.say(changed ? 'total.remaining' : 'total.gross'), sum: exact(changed ? view.remaining.amountMinor : view.gross.amountMinor) } };
}

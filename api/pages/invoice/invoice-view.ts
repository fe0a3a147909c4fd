import type { CompanyRow } from '../../../db/pages/find-company.ts';
import type { InvoiceFile } from '../../../db/pages/read-invoice-file.ts';
import { addDays, daysBetween } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { ReminderPolicy } from '../../../domain/dunning/policy.ts';
import type { Money } from '../../../domain/money/money.ts';
import { qrModules } from '../../../templates/documents/qr-code.ts';
import { type Language, languages } from '../../../templates/language/language.ts';
import { t } from '../../../templates/language/t.ts';
import type { PublicFrame } from '../../../templates/pages/views/frame-view.ts';
import type { InvoiceLine, InvoicePageState, InvoicePageView } from '../../../templates/pages/views/invoice-view.ts';
import { overdueDaysOf, owedMinor } from '../deals/owed.ts';
import { claimObstacle, ordersLeft, restingClaim } from './claims-left.ts';
import { promisesLeft } from './promises-left.ts';
import { standingOf } from './standing.ts';
import { isTellable } from './tell-deal.ts';

export type InvoiceScene = Readonly<{
  file: InvoiceFile;
  company: CompanyRow;
  reminders: ReminderPolicy;
  token: string;
  publicUrl: string;
  frame: PublicFrame;
  language: Language;
  nowAt: string;
  form: InvoicePageView['form'];
}>;

/** The customer's page of an invoice by the ledger of this moment and the deal's own now. */
export function invoiceView(scene: InvoiceScene): InvoicePageView {
  const { file, token, nowAt } = scene;
  const { invoice, customer } = file;
  const money = (amountMinor: number): Money => ({ amountMinor, currency: invoice.currency });
  const zone = customer.timeZone;
  const today = dateInZone(nowAt, zone);
  const dueOn = invoice.dueOn ?? today;
  const state = stateOf(invoice.status);
  return {
    frame: scene.frame,
    url: `/i/${token}`,
    state,
    number: invoice.number ?? '',
    customerName: customer.name,
    contractNumber: (file.version?.content ?? file.deal.draft)?.contract.number ?? null,
    issuedOn: invoice.issuedOn ?? today,
    dueOn,
    overdueDays: overdueDaysOf(invoice, nowAt, zone),
    daysLeft: Math.max(0, daysBetween(today, dueOn)),
    gross: money(invoice.grossMinor),
    net: money(invoice.netMinor),
    vat: money(invoice.vatMinor),
    vatPercent: onlyRate(scene),
    remaining: money(owedMinor(invoice)),
    payments: file.payments.map(placed => ({ amount: money(placed.amountMinor), receivedOn: placed.payment.receivedOn })),
    credited: invoice.creditedMinor > 0 ? money(invoice.creditedMinor) : null,
    paidOn: invoice.status === 'paid' ? (file.payments.at(-1)?.payment.receivedOn ?? (invoice.paidAt ? dateInZone(invoice.paidAt, zone) : null)) : null,
    voidedOn: state === 'void' && file.deal.closedAt ? dateInZone(file.deal.closedAt, zone) : null,
    replacedByUrl: null,
    shipmentHeldOn: state === 'open' && file.shipmentHeldAt ? dateInZone(file.shipmentHeldAt, zone) : null,
    ...waysToPay(scene),
    lines: linesOf(scene),
    pdfs: languages.filter(language => file.printed.includes(language)).map(language => ({ language, url: `/i/${token}/pdf?language=${language}` })),
    ...tellingOf(scene, today),
    bankCompleteTo: file.account?.hasFeed ? file.account.watermarkAt : null,
    seenUrl: state === 'open' && invoice.viewedAt === null ? `/i/${token}/view` : null,
    script: state === 'open' && invoice.reference !== null,
    form: scene.form,
  };
}

/** A debt that was given up is still one to its customer, until it is paid. */
function stateOf(status: InvoiceFile['invoice']['status']): InvoicePageState {
  return status === 'paid' || status === 'void' ? status : 'open';
}

/** What has been told of the invoice, and what may still be told. */
function tellingOf({ file, reminders, nowAt }: InvoiceScene, today: string): Pick<InvoicePageView, 'standing' | 'promise' | 'dispute' | 'paid' | 'order' | 'receipt'> {
  const { invoice, customer, chased } = file;
  const tellable = isTellable(file),
    standing = standingOf(file, nowAt),
    left = promisesLeft(file, reminders),
    obstacle = claimObstacle(file, reminders, nowAt),
    claim = tellable ? restingClaim(file, nowAt) : null,
    confirmedAt = invoice.receiptConfirmedAt;
  const whole = { amountMinor: owedMinor(invoice) - chased.disputedMinor, currency: invoice.currency };
  return {
    standing,
    promise: { allowed: tellable && left > 0, left, latestOn: addDays(today, reminders.promise.customerMaxDays), earliestOn: addDays(today, 1), whole },
    dispute: { allowed: tellable && standing.dispute === null, answerByOn: null },
    paid: { allowed: tellable && obstacle === null, latestOn: today, obstacle: tellable ? obstacle : null },
    order: { allowed: claim !== null && ordersLeft(claim) > 0, sent: claim?.orders.length ?? 0 },
    receipt: { allowed: tellable && confirmedAt === null, confirmedOn: confirmedAt ? dateInZone(confirmedAt, customer.timeZone) : null },
  };
}

function onlyRate({ file }: InvoiceScene): string | null {
  const rates = new Set(file.invoice.priced?.lines.map(line => line.vatPercent) ?? []);
  const [rate] = rates;
  return rates.size === 1 && rate ? rate : null;
}

function waysToPay({ file, company, token, publicUrl, language }: InvoiceScene): Pick<InvoicePageView, 'payUrl' | 'qr' | 'reference' | 'transfer'> {
  const { invoice, account } = file;
  const payUrl = invoice.documentType === 'retail' ? company.kaspiPayUrl : null;
  // A treasury pays by order only; everybody else may point a phone at the screen.
  const qr = invoice.documentType === 'state' ? null : { ...qrModules(payUrl ?? `${publicUrl}/i/${token}`), leadsTo: payUrl === null ? ('page' as const) : ('bank' as const) };
  const purpose = purposeOf(invoice.number ?? '', invoice.reference, language);
  const transfer = account === null ? null : { beneficiary: company.name, taxId: company.taxId, iban: account.iban, bank: account.bank, bic: account.bic, kbe: company.kbe, knp: company.knp, purpose };
  return { payUrl, qr, reference: invoice.reference, transfer };
}

/** What a transfer names. An invoice that another system issued has no code of ours. */
function purposeOf(number: string, code: string | null, language: Language): string {
  return code === null ? t(language, 'emails.transfer.purpose_by_number', { number }) : t(language, 'emails.transfer.purpose_value', { number, code }).replaceAll('**', '');
}

function linesOf({ file }: InvoiceScene): InvoiceLine[] {
  const currency = file.invoice.currency;
  return (file.invoice.priced?.lines ?? []).map(({ name, qty, unit, grossMinor }) => ({
    name,
    qty,
    unit,
    unitPrice: priceOfOne(qty, grossMinor, currency),
    gross: { amountMinor: grossMinor, currency },
  }));
}

/** The price of one with VAT, where whole units make the sum exactly; a rounded price would not multiply back. */
function priceOfOne(qty: string, grossMinor: number, currency: string): Money | null {
  const units = Number(qty);
  return Number.isSafeInteger(units) && units > 0 && grossMinor % units === 0 ? { amountMinor: grossMinor / units, currency } : null;
}

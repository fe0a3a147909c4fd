import { sumInWords } from '../../domain/words/sum-in-words.ts';
import { formatDate } from '../format/dates.ts';
import { currencySign, formatAmount } from '../format/money.ts';
import { formatPercent } from '../format/numbers.ts';
import type { Language } from '../language/language.ts';
import { hasText, t } from '../language/t.ts';
import { dueWords } from './due-words.ts';
import { lineTable } from './line-table.ts';
import { type PageRoom, pageRoom, partyLineCount, wordsMm } from './page-room.ts';
import { qrCode } from './qr-code.ts';
import { sheetFrame } from './sheet-frame.ts';
import { textLines } from './text-width.ts';
import { vatByRate } from './vat-totals.ts';
import type { InvoiceDocument } from './views.ts';

/** Everything the invoice template shows, already in words; the same view always gives the same sheet. */
export function invoiceSheet(view: InvoiceDocument, language: Language): object {
  const { number, issuedOn, documentType, totals } = view;
  const noticeText = view.notice ?? (documentType === 'corporate' ? t(language, 'documents.invoice.notice') : null);
  const date = formatDate(issuedOn, language, { year: true });
  const inWords = t(language, 'documents.words.to_pay', { words: sumInWords(totals.gross, language) });
  return {
    ...view,
    letterheadLine: [view.seller.address, view.seller.phone, view.seller.email].filter(Boolean).join(', '),
    ...sheetFrame({ language, running: t(language, 'documents.invoice.title', { number }), pageTitle: t(language, 'documents.invoice.page_title', { number, date, seller: view.seller.name }) }),
    noticeText,
    purposeVat: purposeVat(view, language),
    sellerBank: documentType === 'retail' ? view.account : null,
    buyerLabel: t(language, documentType === 'state' ? 'documents.party.state_buyer' : 'documents.party.buyer'),
    ...contractOf(view, language),
    table: lineTable(view.lines, roomOf(view, { notice: noticeText, inWords }), language),
    vatRows: vatByRate(view.lines),
    discountTotal: null,
    totalLabel: t(language, 'documents.total.to_pay', { currency: currencySign(totals.gross.currency) }),
    inWords,
    referenceHalves: [view.paymentReference.slice(0, 4), view.paymentReference.slice(4)],
    qr: documentType === 'state' ? null : qrCode(view.pageUrl, t(language, 'documents.code.qr_alt')),
    shownAddress: view.pageUrl.replace(/^https?:\/\//, ''),
    headName: view.headName ?? '',
    accountantName: view.accountantName ?? '',
    issuerName: view.issuerName ?? '',
  };
}

function purposeVat({ lines, totals }: InvoiceDocument, language: Language): string {
  const rates = vatByRate(lines);
  const [only] = rates;
  if (!only) return t(language, 'documents.slip.purpose_no_vat');
  const code = totals.vat.currency;
  const key = `documents.currency.${code}`;
  const params = { vat: formatAmount(totals.vat, language), currency: hasText(language, key) ? t(language, key) : code };
  if (rates.length > 1) return t(language, 'documents.slip.purpose_vat_mixed', params);
  return t(language, 'documents.slip.purpose_vat', { ...params, rate: formatPercent(only.ratePercent, language) });
}

function contractOf({ contract, due, documentType }: InvoiceDocument, language: Language): Readonly<{ contractLabel: string; contractText: string | null }> {
  const signed = contract?.signedOn ? formatDate(contract.signedOn, language, { year: true }) : null;
  const keyOf = documentType === 'state' ? 'documents.contract_state' : 'documents.contract';
  const named = contract && (signed ? t(language, keyOf, { number: contract.number, date: signed }) : contract.number);
  const parts = [named, due && dueWords(due, language)].filter(part => part !== null);
  const label = !contract ? 'documents.party.terms' : documentType === 'state' ? 'documents.party.basis' : 'documents.party.contract';
  return { contractLabel: t(language, label), contractText: parts.length > 0 ? parts.join(', ') : null };
}

// Heights were measured on the printed sheet, in millimetres.
function roomOf(view: InvoiceDocument, { notice, inWords }: Readonly<{ notice: string | null; inWords: string }>): PageRoom {
  const { documentType, seller, buyer, buyerAccount, contract, due, lines } = view;
  const retail = documentType === 'retail';
  const partyLines = partyLineCount(seller) + (retail ? 1 : 0) + partyLineCount(buyer) + (buyerAccount === null ? 0 : 1) + (contract || due ? 1 : 0);
  const partiesMm = 4.45 * partyLines + (contract || due ? 3.2 : 1.6);
  const headMm = partiesMm + (retail ? 100.1 : 95.8) + (notice === null ? 0 : 3 + 3.84 * textLines(notice, { sizePt: 7.5, widthMm: 180 }));
  const closingMm = { corporate: 91.3, retail: 43.6, state: 89.6 }[documentType] + 6 * Math.max(1, vatByRate(lines).length) + wordsMm(inWords);
  return pageRoom({ headMm, closingMm });
}

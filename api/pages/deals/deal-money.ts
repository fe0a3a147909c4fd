import type { DocumentRow, PlacedPayment } from '../../../db/pages/read-deal-file.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { DealInvoice, DealPayment } from '../../../templates/pages/views/deal-view.ts';
import type { DocumentLink, PageReader } from '../../../templates/pages/views/frame-view.ts';
import type { DealScene } from './deal-view.ts';
import { ladderOf } from './ladder.ts';
import { disputedMinor, overdueDaysOf, owedMinor } from './owed.ts';
import { runningPauses } from './waiting.ts';

/** The invoices of a deal with their ladders. An invoice that is a draft has no ladder yet. */
export function invoicesOf({ file, calendar, nowAt, reader }: DealScene): DealInvoice[] {
  return file.invoices.map(row => {
    const account = file.accounts.get(row.bankAccountId);
    const print = latestPrint(file.documents, row.id, reader);
    const disputed = disputedMinor(row, runningPauses(file.pauses, nowAt));
    return {
      id: row.id,
      number: row.number,
      url: print ? `/deals/${row.dealId}/documents/${print.id}` : null,
      status: row.status,
      delivery: row.delivery,
      received: row.receiptConfirmedAt !== null,
      issuedOn: row.issuedOn,
      dueOn: row.dueOn,
      gross: { amountMinor: row.grossMinor, currency: row.currency },
      remaining: { amountMinor: owedMinor(row), currency: row.currency },
      disputed: disputed === 0 ? null : { amountMinor: disputed, currency: row.currency },
      overdueDays: overdueDaysOf(row, nowAt, file.customer.timeZone),
      reviewReason: row.status === 'review' ? row.reviewReason : null,
      ladder: ladderOf(row, file, { calendar, nowAt }),
      customerZone: file.customer.timeZone,
      bankData: account?.hasFeed ? { bank: account.bank, completeTo: account.watermarkAt } : null,
    };
  });
}

/** Payments that stand, each with how it found its invoice. */
export function paymentsOf(payments: readonly PlacedPayment[], currency: string): DealPayment[] {
  return payments.map(({ payment, amountMinor, evidence }) => ({
    payerName: payment.payer.name ?? '',
    receivedOn: payment.receivedOn,
    amount: { amountMinor, currency },
    how: payment.source === 'import' ? 'import' : howOf(evidence[0]?.kind),
  }));
}

const ways: Readonly<Record<string, DealPayment['how']>> = {
  payment_reference: 'reference',
  reference: 'reference',
  invoice_number: 'number',
  number: 'number',
  exact_sum: 'sum',
  sum: 'sum',
  only_subset: 'subset',
  subset: 'subset',
  import: 'import',
};

function howOf(kind: string | undefined): DealPayment['how'] {
  return ways[kind ?? ''] ?? 'manual';
}

/** The latest print of each invoice and of each version, in the reader's language, the newest first. */
export function documentsOf({ file, reader }: DealScene): DocumentLink[] {
  const link = (row: DocumentRow): Pick<DocumentLink, 'url' | 'bytes' | 'madeAt'> => ({
    url: `/deals/${file.deal.id}/documents/${row.id}`,
    bytes: row.bytes,
    madeAt: dateInZone(row.createdAt, reader.zone),
  });
  const invoices = file.invoices.flatMap((row): DocumentLink[] => {
    const print = latestPrint(file.documents, row.id, reader);
    return print ? [{ kind: 'invoice', ...(row.number ? { number: row.number } : {}), ...link(print) }] : [];
  });
  const quotes = file.versions.toReversed().flatMap((row): DocumentLink[] => {
    const print = latestPrint(file.documents, row.id, reader);
    return print ? [{ kind: 'quote', version: row.version, ...link(print) }] : [];
  });
  return [...invoices, ...quotes];
}

function latestPrint(documents: readonly DocumentRow[], subjectId: string, { language }: PageReader): DocumentRow | undefined {
  return documents.findLast(row => row.subjectId === subjectId && row.language === language) ?? documents.findLast(row => row.subjectId === subjectId);
}

import type { DealInvoice, DealPageView } from '../views/deal-view.ts';
import type { Tell } from './tell.ts';

/** Invoices and payments of the deal as one column of sums that ends in what remains; null before the first invoice. */
export function presentDealMoney(view: DealPageView, tell: Tell) {
  if (view.invoices.length === 0) return null;
  const invoices = view.invoices.map(invoice => ({
    name: invoice.number === null ? tell.say('money.draft') : tell.say('money.invoice', { number: invoice.number }),
    url: invoice.url,
    about: [
      tell.word('invoice_status', invoice.status),
      invoice.dueOn ? tell.say('due', { day: tell.day(invoice.dueOn) }) : null,
      invoice.status === 'open' ? tell.word('delivery', invoice.received && invoice.delivery !== 'bounced' ? 'received' : invoice.delivery) : null,
      invoice.disputed ? tell.say('disputed', { sum: tell.money(invoice.disputed) }) : null,
    ]
      .filter(Boolean)
      .join(', '),
    overdue: overdue(invoice, tell),
    when: invoice.issuedOn === null ? '' : tell.day(invoice.issuedOn),
    sum: tell.money(invoice.gross),
  }));
  const payments = view.payments.map(payment => ({
    name: tell.say('money.payment', { payer: payment.payerName }),
    url: null,
    about: payment.how === 'import' ? tell.say('money.imported') : tell.word('evidence', payment.how),
    overdue: null,
    when: tell.day(payment.receivedOn),
    sum: tell.money({ ...payment.amount, amountMinor: -payment.amount.amountMinor }),
  }));
  return { rows: [...invoices, ...payments], remaining: view.remaining === null ? null : tell.money(view.remaining) };
}

function overdue(invoice: DealInvoice, tell: Tell): string | null {
  return invoice.overdueDays > 0 && invoice.status === 'open' ? tell.count('days_overdue', invoice.overdueDays) : null;
}

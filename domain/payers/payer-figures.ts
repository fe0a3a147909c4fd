import { historyMonths, type PayerHistory } from './payer-history.ts';
import { daysLate, medianDays } from './payer-type.ts';

/** A history in numbers, of the last `months` and whatever is unpaid from before. `medianDaysLate` is of paid invoices, negative where they come early, null before the first. */
export type PayerFigures = Readonly<{ months: number; invoices: number; paid: number; medianDaysLate: number | null; unpaidOverdue: number; brokenPromises: number; writtenOff: number }>;

/** The numbers behind a judgement of a payer, for people who want to see for themselves. */
export function payerFigures({ invoices, brokenPromises }: PayerHistory): PayerFigures {
  const paid = invoices.filter(invoice => invoice.paidOn !== null);
  return {
    ...{ months: historyMonths, invoices: invoices.length, paid: paid.length, medianDaysLate: medianDays(paid.map(daysLate)) },
    unpaidOverdue: invoices.filter(invoice => invoice.paidOn === null && !invoice.writtenOff && daysLate(invoice) > 0).length,
    ...{ brokenPromises, writtenOff: invoices.filter(invoice => invoice.writtenOff).length },
  };
}

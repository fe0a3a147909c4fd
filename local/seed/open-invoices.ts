import { addDays } from '../../domain/calendar/iso-date.ts';
import { type CustomerKey, demoCustomers } from './customers.ts';
import { type Invoice, invoiceRow, paymentRow, sellers } from './history.ts';
import type { FileRow } from './receivables-file.ts';

type Facts = Readonly<{ customer: CustomerKey; lateDays: number; grossMinor: number; title: string; owner: (typeof sellers)[number] }>;

const [aigerim, daulet] = sellers;
const invoices = {
  'AS-000901': { customer: 'romashka', lateDays: 14, grossMinor: 398_674_600, title: 'Насосы и арматура для котельной', owner: aigerim },
  'AS-000902': { customer: 'dala', lateDays: 45, grossMinor: 421_500_000, title: 'Ёмкости и фильтры', owner: aigerim },
  'AS-000903': { customer: 'omarov', lateDays: 38, grossMinor: 164_050_000, title: 'Фитинги, осень', owner: daulet },
  'AS-000904': { customer: 'koktem', lateDays: 12, grossMinor: 587_200_000, title: 'Жөндеу жинағы, күзгі партия', owner: daulet },
  // Nine days ahead: however the holidays lie, the letter three days before is still to come.
  'AS-000905': { customer: 'karaganda', lateDays: -9, grossMinor: 481_600_000, title: 'Автоматика котельной, два шкафа', owner: daulet },
} as const satisfies Record<string, Facts>;

/** The invoices that the demo imports while they are still open, by the numbers their files gave them. */
export type OpenInvoice = keyof typeof invoices;
export const openInvoices = Object.keys(invoices) as OpenInvoice[];

/** The open invoices, four late and one not yet due; on the first a part was paid four days ago. */
export function openInvoiceRows(todayOn: string): FileRow[] {
  const partPaid = paymentRow(invoiceOf('AS-000901', todayOn), { receivedOn: addDays(todayOn, -4), amountMinor: 150_000_000 }, 1);
  return [...openInvoices.map(number => invoiceRow(invoiceOf(number, todayOn))), partPaid];
}

function invoiceOf(number: OpenInvoice, todayOn: string): Invoice {
  const { customer: key, lateDays, grossMinor, title, owner } = invoices[number],
    customer = demoCustomers[key],
    dueOn = addDays(todayOn, -lateDays);
  return { number, customer, dueOn, issuedOn: addDays(dueOn, -customer.habit.termsDays), grossMinor, title, owner };
}

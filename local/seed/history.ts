import { addDays } from '../../domain/calendar/iso-date.ts';
import { kazakhstanCalendar } from '../../domain/calendar/kazakhstan.ts';
import { type WorkCalendar, workingDayOnOrAfter } from '../../domain/calendar/work-calendar.ts';
import { vatRateOn } from '../../domain/tax/vat-rates.ts';
import { type DemoCustomer, demoCustomers } from './customers.ts';
import { type FixedRandom, fixedRandom } from './fixed-random.ts';
import { type FileRow, sumText } from './receivables-file.ts';

const historyDays = 365,
  seed = 20_260_228;
export const sellers = ['aigerim@arna.example', 'daulet@arna.example'] as const;

export type Invoice = Readonly<{ number: string; customer: DemoCustomer; issuedOn: string; dueOn: string; grossMinor: number; title: string; owner: string }>;
export type Payment = Readonly<{ receivedOn: string; amountMinor: number }>;

/** Customers and twelve months of paid invoices up to `todayOn`: the same rows at every run of a day, each customer paying as it usually does. */
export function historyRows(todayOn: string): FileRow[] {
  const random = fixedRandom(seed),
    calendar = calendarAround(todayOn);
  const invoices = Object.values(demoCustomers).flatMap(customer => invoicesOf(customer, { todayOn, calendar, random }));
  const rows = invoices
    .toSorted((a, b) => (a.issuedOn < b.issuedOn ? -1 : 1))
    .flatMap((invoice, at): FileRow[] => {
      const number = `AS-${String(at + 101).padStart(6, '0')}`;
      return [invoiceRow({ ...invoice, number }), ...paymentsOf(invoice, { calendar, random }).map((payment, part) => paymentRow({ ...invoice, number }, payment, part + 1))];
    });
  return [...Object.values(demoCustomers).map(customerRow), ...rows];
}

type Making = Readonly<{ todayOn: string; calendar: WorkCalendar; random: FixedRandom }>;

/** Invoices whose last payment, by the customer's worst habit, still lies before today. */
function invoicesOf(customer: DemoCustomer, { todayOn, calendar, random }: Making): Omit<Invoice, 'number'>[] {
  const { everyDays, usualMinor, termsDays, lateToDays } = customer.habit,
    made: Omit<Invoice, 'number'>[] = [];
  const lastOn = addDays(todayOn, -(termsDays + Math.max(0, lateToDays) + 16));
  for (let on = addDays(todayOn, random.whole(0, everyDays) - historyDays); on <= lastOn; on = addDays(on, everyDays + random.whole(-6, 6))) {
    const issuedOn = workingDayOnOrAfter(on, calendar);
    const grossMinor = Math.round((usualMinor * random.whole(55, 150)) / 100 / 10_000) * 10_000;
    made.push({ customer, issuedOn, dueOn: workingDayOnOrAfter(addDays(issuedOn, termsDays), calendar), grossMinor, title: random.one(customer.goods), owner: random.one(sellers) });
  }
  return made;
}

function paymentsOf({ customer, issuedOn, dueOn, grossMinor }: Omit<Invoice, 'number'>, { calendar, random }: Omit<Making, 'todayOn'>): Payment[] {
  const { lateFromDays, lateToDays, inParts } = customer.habit;
  const meantOn = addDays(dueOn, random.whole(lateFromDays, lateToDays)),
    paidOn = workingDayOnOrAfter(meantOn < issuedOn ? issuedOn : meantOn, calendar);
  if (!random.chance(inParts)) return [{ receivedOn: paidOn, amountMinor: grossMinor }];
  const first = Math.round((grossMinor * random.whole(30, 60)) / 100 / 10_000) * 10_000;
  return [
    { receivedOn: paidOn, amountMinor: first },
    { receivedOn: workingDayOnOrAfter(addDays(paidOn, random.whole(3, 7)), calendar), amountMinor: grossMinor - first },
  ];
}

function customerRow({ name, taxId, email, segment, timeZone, language, iban }: DemoCustomer): FileRow {
  return { record: 'customer', customer_tax_id: taxId.value, customer_name: name, customer_email: email, customer_segment: segment, customer_time_zone: timeZone, language, customer_iban: iban };
}

/** An invoice as the importer's file has it. */
export function invoiceRow({ number, customer, issuedOn, dueOn, grossMinor, title, owner }: Invoice): FileRow {
  const percent = Number(vatRateOn('KZ_STANDARD', issuedOn).percent),
    vatMinor = Math.round((grossMinor * percent) / (100 + percent));
  return {
    record: 'invoice',
    customer_tax_id: customer.taxId.value,
    invoice_number: number,
    issued_on: issuedOn,
    due_on: dueOn,
    gross: sumText(grossMinor),
    vat: sumText(vatMinor),
    currency: 'KZT',
    deal_title: title,
    owner_email: owner,
    contract_number: customer.contract,
  };
}

/** A payment on an invoice as the importer's file has it; `part` makes its own name. */
export function paymentRow({ number, customer }: Invoice, { receivedOn, amountMinor }: Payment, part: number): FileRow {
  return {
    record: 'payment',
    invoice_number: number,
    currency: 'KZT',
    payment_external_id: `${number}/${part}`,
    received_on: receivedOn,
    amount: sumText(amountMinor),
    payer_name: customer.name,
    payer_tax_id: customer.taxId.value,
    payer_iban: customer.iban,
    purpose: `Оплата по счёту ${number}`,
  };
}

function calendarAround(todayOn: string): WorkCalendar {
  const year = Number(todayOn.slice(0, 4));
  return kazakhstanCalendar({ fromYear: year - 1, toYear: year });
}

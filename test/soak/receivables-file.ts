import { uniqueBin } from '../build/deal.ts';

/** `twice`: so many customers have two of the invoices each. */
export type Receivables = Readonly<{ invoices: number; twice: number; zone: string; issuedOn: string; dueOn: string }>;
/** The file, and the address of each customer in it. */
export type ReceivablesFile = Readonly<{ csv: string; addresses: readonly string[] }>;

const heading = 'record;customer_tax_id;customer_name;customer_email;customer_time_zone;invoice_number;issued_on;due_on;gross;vat;currency';
let files = 0;

/** A file as 1C gives it: open invoices of 1,160 KZT, all due on one day, of customers with one or two of them. */
export function receivablesFile({ invoices, twice, zone, issuedOn, dueOn }: Receivables): ReceivablesFile {
  files += 1;
  const addresses: string[] = [];
  const rows: string[] = [];
  for (let customer = 0, left = invoices; left > 0; customer += 1) {
    const bin = uniqueBin();
    const address = `buh-${files}-${customer}@romashka.example`;
    const count = customer < twice && left > 1 ? 2 : 1;
    addresses.push(address);
    rows.push(`customer;${bin};ТОО «Ромашка ${customer}»;${address};${zone};;;;;;`);
    for (let n = 0; n < count; n += 1) rows.push(`invoice;${bin};;;;Р-${files}-${customer}-${n};${issuedOn};${dueOn};1160.00;160.00;KZT`);
    left -= count;
  }
  return { csv: [heading, ...rows].join('\n'), addresses };
}

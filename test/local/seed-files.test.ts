import { describe, expect, it } from 'vitest';
import { DealRequest } from '../../api/schemas/deal-request.ts';
import { bicFitsIban } from '../../domain/identifiers/bic.ts';
import { checkIban } from '../../domain/identifiers/iban.ts';
import { checkTaxId } from '../../domain/identifiers/tax-id.ts';
import { readReceivablesCsv } from '../../domain/imports/receivables-csv.ts';
import { demoCustomers } from '../../local/seed/customers.ts';
import { fixedRandom } from '../../local/seed/fixed-random.ts';
import { historyRows } from '../../local/seed/history.ts';
import { liveDeal, liveDealIds } from '../../local/seed/live-deals.ts';
import { openInvoiceRows } from '../../local/seed/open-invoices.ts';
import { receivablesFile, sumText } from '../../local/seed/receivables-file.ts';

/** A working day, a Sunday, a leap day, a day between holidays, and a day whose year before had another VAT rate. */
const days = ['2026-11-24', '2027-02-28', '2028-02-29', '2027-01-03', '2026-02-10'];
const read = (todayOn: string) => readReceivablesCsv(new TextEncoder().encode(receivablesFile([...historyRows(todayOn), ...openInvoiceRows(todayOn)])), { todayOn });

describe('the customers of the demo', () => {
  it.each(Object.entries(demoCustomers))('gives %s requisites whose check digits are right', (_, { taxId, iban, bic }) => {
    expect(checkTaxId(taxId)).toEqual({ ...taxId, warnings: [] });
    expect(checkIban(iban).iban).toBe(iban);
    expect(bicFitsIban(bic, iban)).toBe(true);
  });

  it('are eight, with names in three languages and addresses that belong to nobody', () => {
    const customers = Object.values(demoCustomers);
    expect(customers).toHaveLength(8);
    expect(new Set(customers.map(customer => customer.language))).toEqual(new Set(['ru', 'kk', 'en']));
    for (const { email } of customers) expect(email).toMatch(/\.example$/);
  });
});

describe('the history of the demo', () => {
  it.each(days)('seen from %s, is accepted by the importer to the last row', todayOn => {
    expect(read(todayOn).refused).toEqual([]);
  });

  it.each(days)('seen from %s, covers twelve months, every customer and nothing to come', todayOn => {
    const { invoices, payments, customers } = read(todayOn);
    const issued = invoices.map(invoice => invoice.issuedOn).toSorted();
    expect(customers).toHaveLength(8);
    expect(new Set(invoices.map(invoice => invoice.customerTaxId)).size).toBe(8);
    expect(new Set(issued.map(on => on.slice(0, 7))).size).toBeGreaterThanOrEqual(11);
    expect(payments.every(payment => payment.receivedOn <= todayOn)).toBe(true);
    expect(invoices.length).toBeGreaterThan(50);
  });

  it.each(days)('seen from %s, leaves open four late invoices, one not yet due, and no other', todayOn => {
    const { invoices, payments } = read(todayOn);
    const paidOf = (number: string) => payments.filter(payment => payment.invoiceNumber === number).reduce((sum, payment) => sum + payment.amountMinor, 0);
    const open = invoices.filter(invoice => paidOf(invoice.number) < invoice.grossMinor);
    expect(open.map(({ number, grossMinor, dueOn }) => [number, grossMinor - paidOf(number), dueOn < todayOn])).toEqual([
      ['AS-000901', 248_674_600, true],
      ['AS-000902', 421_500_000, true],
      ['AS-000903', 164_050_000, true],
      ['AS-000904', 587_200_000, true],
      ['AS-000905', 481_600_000, false],
    ]);
  });

  it('tells the same story at every run of a day', () => {
    expect(receivablesFile(historyRows('2026-11-24'))).toBe(receivablesFile(historyRows('2026-11-24')));
  });

  it('takes the VAT of each invoice at the rate of its day', () => {
    const rates = read('2026-11-24').invoices.map(({ issuedOn, grossMinor, vatMinor }) => [issuedOn < '2026-01-01' ? 12 : 16, ((vatMinor ?? 0) * 100) / (grossMinor - (vatMinor ?? 0))] as const);
    for (const [expected, found] of rates) expect(found).toBeCloseTo(expected, 3);
    expect(new Set(rates.map(([expected]) => expected))).toEqual(new Set([12, 16]));
  });
});

describe('the live deals of the demo', () => {
  it('are eleven, each under an id of its own and with a customer of the demo', () => {
    const deals = liveDealIds.map(liveDeal),
      taxIds = Object.values(demoCustomers).map(customer => customer.taxId);
    expect(deals.map(deal => deal.external_id)).toEqual(liveDealIds);
    expect(liveDealIds).toHaveLength(11);
    for (const deal of deals) expect(taxIds).toContainEqual(deal.customer['tax_id']);
  });

  it.each(liveDealIds)('%s is a request that the API accepts', id => {
    expect(DealRequest.safeParse(liveDeal(id)).error?.issues ?? []).toEqual([]);
  });

  it('stay the same from run to run, so that a second seed finds them again', () => {
    expect(liveDealIds.map(liveDeal)).toEqual(liveDealIds.map(liveDeal));
  });
});

describe('the file and the dice of the seed', () => {
  it('quotes what would break a row', () => {
    expect(receivablesFile([{ record: 'customer', customer_name: 'ТОО "Пример"; филиал' }])).toBe('record;customer_name\r\ncustomer;"ТОО ""Пример""; филиал"\r\n');
  });

  it('writes sums with two decimals', () => {
    expect([0, 5, 12_345, 398_674_600].map(sumText)).toEqual(['0.00', '0.05', '123.45', '3986746.00']);
  });

  it('throws the same numbers for one seed, others for another, all in range', () => {
    const throwsOf = (seed: number) => {
      const dice = fixedRandom(seed);
      return Array.from({ length: 200 }, () => dice.whole(-3, 6));
    };
    expect(throwsOf(1)).toEqual(throwsOf(1));
    expect(throwsOf(1)).not.toEqual(throwsOf(2));
    expect(new Set(throwsOf(1))).toEqual(new Set([-3, -2, -1, 0, 1, 2, 3, 4, 5, 6]));
  });
});

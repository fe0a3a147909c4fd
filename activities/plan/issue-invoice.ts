import { eq } from 'drizzle-orm';
import { takeInvoiceNumber, takePaymentReference } from '../../db/invoices/take-number.ts';
import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import { pinReminderPolicy } from '../../db/reminders/pin-policy.ts';
import { invoice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { checkIban } from '../../domain/identifiers/iban.ts';
import { checkTaxId, type TaxIdType } from '../../domain/identifiers/tax-id.ts';
import { priceQuote } from '../../domain/quote/price-quote.ts';
import { splitByInstalments } from '../../domain/quote/split-by-instalments.ts';
import { dueOnByTerms } from '../../domain/terms/due-date.ts';
import type { InvoiceFacts } from '../../workflows/ports.ts';
import { type CompanyRow, type CustomerRow, defaultAccount, loadCompany, loadDeal } from '../facts/deal-facts.ts';
import { instalmentInvoiceId } from '../record/project-invoice.ts';
import { instalmentsOf, loadVersion } from './plan-billing.ts';
import { planReminders } from './plan-reminders.ts';

/**
 * Issues the invoice of an instalment: requisites checked, VAT by the rate of the turnover date, number without gap,
 * reference, due date and reminder policy, all in the caller's transaction (Q2C.md 4). Asked again it answers the invoice that is there.
 */
export async function issueInvoice(db: Db, input: { dealId: string; packageId: string; instalment: number; deliveredOn: string | null; now: string }): Promise<InvoiceFacts> {
  const id = instalmentInvoiceId(input.dealId, input.instalment);
  const [row] = await db.select().from(invoice).where(eq(invoice.id, id)).for('update');
  if (!row) throw new Error(`invoice ${id} has not been planned`);
  if (!row.number) await number(db, row, input);
  return planReminders(db, { invoiceId: id, settled: {}, now: input.now });
}

async function number(db: Db, row: typeof invoice.$inferSelect, input: { packageId: string; deliveredOn: string | null; now: string }): Promise<void> {
  const company = await loadCompany(db);
  const { customer } = await loadDeal(db, row.dealId);
  const version = await loadVersion(db, input.packageId);
  const account = await defaultAccount(db, row.currency);
  if (!account) throw new RuleViolation('requisites_incomplete', `The company has no bank account in ${row.currency}.`, { pointer: 'company.account' });
  checkRequisites(company, customer, account.iban);
  const policy = await readPolicy(db);
  const issuedOn = dateInZone(input.now, policy.zone);
  const parts = instalmentsOf(version.content);
  const due = parts[row.instalment - 1]?.due ?? version.content.terms.due;
  const dueOn = dueOnByTerms({ due, issuedOn, deliveredOn: input.deliveredOn, calendar: await readCalendar(db, policy) });
  const priced = splitByInstalments(
    priceQuote(version.content, issuedOn),
    parts.map(part => part.percent),
  )[row.instalment - 1];
  if (!priced) throw new Error(`version ${version.version} has no instalment ${row.instalment}`);
  const year = Number(issuedOn.slice(0, 4));
  const taken = await takeInvoiceNumber(db, { series: company.invoiceSeries, year });
  const reference = await takePaymentReference(db);
  const numbered = { series: company.invoiceSeries, year, ...taken, reference, status: 'open' as const, bankAccountId: account.id };
  await db
    .update(invoice)
    .set({ ...numbered, priced, ...priced.totals, turnoverOn: issuedOn, issuedOn, issuedAt: input.now, dueOn })
    .where(eq(invoice.id, row.id));
  await pinReminderPolicy(db, row.id);
}

/** Wrong requisites stop an invoice before anything is sent, with the field that is wrong (I2). */
function checkRequisites(company: CompanyRow, customer: CustomerRow, iban: string): void {
  checked('company.tax_id', () => checkTaxId({ type: 'kz_bin', value: company.taxId }));
  checked('company.iban', () => checkIban(iban));
  if (!customer.taxId || !isKazakh(customer.taxIdType)) throw new RuleViolation('requisites_incomplete', 'The customer has no BIN or IIN.', { pointer: 'customer.tax_id' });
  const { taxId, taxIdType: type } = customer;
  checked('customer.tax_id', () => checkTaxId({ type, value: taxId }));
}

function checked(pointer: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (error instanceof RuleViolation) throw new RuleViolation('requisites_incomplete', error.message, { pointer });
    throw error;
  }
}

const isKazakh = (type: string | null): type is TaxIdType => type === 'kz_bin' || type === 'kz_iin';

import { and, desc, eq } from 'drizzle-orm';
import { allocation, invoice, packageVersion, payment } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { CustomerLetter, InvoiceMatter, LetterFrame } from '../../templates/emails/views.ts';
import { type AccountRow, type CompanyRow, type CustomerRow, type DealRow, loadAccount, loadCompany, loadDeal, type UserRow } from '../facts/deal-facts.ts';
import { type Addresses, invoicePageUrl } from '../facts/links.ts';

export type InvoiceRow = typeof invoice.$inferSelect;
export type InvoiceFile = Readonly<{ row: InvoiceRow; deal: DealRow; customer: CustomerRow; owner: UserRow; company: CompanyRow; account: AccountRow; contractNumber: string | null }>;

/** An invoice with everybody and everything its letters speak of. */
export async function loadInvoiceFile(db: Db, invoiceId: string): Promise<InvoiceFile> {
  const [row] = await db.select().from(invoice).where(eq(invoice.id, invoiceId));
  if (!row) throw new Error(`invoice ${invoiceId} is not in the database`);
  const { deal, customer, owner } = await loadDeal(db, row.dealId);
  const [version] = row.packageId ? await db.select({ content: packageVersion.content }).from(packageVersion).where(eq(packageVersion.id, row.packageId)) : [];
  const contractNumber = version?.content.contract.number ?? deal.draft?.contract.number ?? null;
  return { row, deal, customer, owner, company: await loadCompany(db), account: await loadAccount(db, row.bankAccountId), contractNumber };
}

/** The invoice as its customer sees it, by the ledger of this moment. */
export async function customerLetter(db: Db, addresses: Addresses, file: InvoiceFile): Promise<CustomerLetter> {
  return { ...frameOf(file), recipientName: file.customer.contactName, invoice: await invoiceMatter(db, addresses, file), bankCompleteAt: file.account.hasFeed ? file.account.watermarkAt : null };
}

export function frameOf({ company, owner }: Pick<InvoiceFile, 'company' | 'owner'>): LetterFrame {
  return {
    company: { tradeName: company.shortName, legalName: company.name, address: company.address },
    contact: { name: owner.name, title: company.shortName, phone: company.phone, email: owner.email },
  };
}

/** What is still owed on an invoice, in minor units. */
export function owedMinor(row: Pick<InvoiceRow, 'grossMinor' | 'creditedMinor' | 'paidMinor'>): number {
  return row.grossMinor - row.creditedMinor - row.paidMinor;
}

/** An invoice as its customer reads of it. Throws for one that is not issued. */
export async function invoiceMatter(db: Db, addresses: Addresses, file: InvoiceFile): Promise<InvoiceMatter> {
  const { row, deal, company, account, contractNumber } = file;
  if (!row.issuedOn || !row.dueOn) throw new Error(`invoice ${row.id} is not issued`);
  const sum = (amountMinor: number) => ({ amountMinor, currency: row.currency });
  const [latest] = await db
    .select({ amountMinor: allocation.amountMinor, receivedOn: payment.receivedOn })
    .from(allocation)
    .innerJoin(payment, eq(payment.id, allocation.paymentId))
    .where(and(eq(allocation.invoiceId, row.id)))
    .orderBy(desc(allocation.createdAt))
    .limit(1);
  return {
    number: row.number ?? '',
    title: deal.title,
    issuedOn: row.issuedOn,
    dueOn: row.dueOn,
    total: sum(row.grossMinor - row.creditedMinor),
    paid: sum(row.paidMinor),
    remaining: sum(owedMinor(row)),
    latestPayment: latest && latest.amountMinor > 0 ? { amount: sum(latest.amountMinor), receivedOn: latest.receivedOn } : null,
    contractNumber,
    paymentReference: row.reference ?? '',
    pageUrl: await invoicePageUrl(db, addresses, { id: row.id, dealId: row.dealId, createdAt: row.issuedAt ?? `${row.issuedOn}T00:00:00.000Z` }),
    payee: { legalName: company.name, taxIdType: 'kz_bin', taxId: company.taxId, iban: account.iban, bankName: account.bank, bic: account.bic, kbe: company.kbe, knp: company.knp },
  };
}

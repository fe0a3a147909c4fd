import { and, desc, eq } from 'drizzle-orm';
import { allocation, appUser, bankAccount, company, customer, deal, invoice, packageVersion, payment } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { ChasedSum } from '../../domain/dunning/chased-sum.ts';
import type { CustomerLetter, InvoiceMatter, LetterFrame } from '../../templates/emails/views.ts';
import type { AccountRow, CompanyRow, CustomerRow, DealRow, UserRow } from '../facts/deal-facts.ts';
import { type Addresses, invoicePageUrl } from '../facts/links.ts';

export type InvoiceRow = typeof invoice.$inferSelect;
export type InvoiceFile = Readonly<{ row: InvoiceRow; deal: DealRow; customer: CustomerRow; owner: UserRow; company: CompanyRow; account: AccountRow; contractNumber: string | null }>;

/** An invoice with everybody and everything its letters speak of, in one look: it is asked for several times for every letter. */
export async function loadInvoiceFile(db: Db, invoiceId: string): Promise<InvoiceFile> {
  const [found] = await db
    .select({ row: invoice, deal, customer, owner: appUser, company, account: bankAccount, content: packageVersion.content })
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .innerJoin(customer, eq(customer.id, deal.customerId))
    .innerJoin(appUser, eq(appUser.id, deal.ownerId))
    .innerJoin(bankAccount, eq(bankAccount.id, invoice.bankAccountId))
    .leftJoin(packageVersion, eq(packageVersion.id, invoice.packageId))
    .crossJoin(company)
    .where(eq(invoice.id, invoiceId));
  if (!found) throw new Error(`invoice ${invoiceId} is not in the database`);
  const { content, ...file } = found;
  return { ...file, contractNumber: content?.contract.number ?? file.deal.draft?.contract.number ?? null };
}

/** The invoice as its customer sees it, by the ledger of this moment. */
export async function customerLetter(db: Db, addresses: Addresses, file: InvoiceFile): Promise<CustomerLetter> {
  return {
    ...frameOf(file),
    recipientName: file.customer.contactName,
    invoice: await invoiceMatter(db, addresses, file),
    bankCompleteAt: file.account.hasFeed ? file.account.watermarkAt : null,
  };
}

/** The same invoice asked for as far as it is chased, with the parts that are left out. */
export function askingFor({ chasedMinor, disputedMinor, promisedMinor }: ChasedSum, invoice: InvoiceMatter): InvoiceMatter {
  const { currency } = invoice.remaining;
  const part = (amountMinor: number) => (amountMinor > 0 ? { amountMinor, currency } : null);
  return { ...invoice, remaining: { amountMinor: chasedMinor, currency }, disputed: part(disputedMinor), promised: part(promisedMinor) };
}

export function frameOf({ company: seller, owner }: Pick<InvoiceFile, 'company' | 'owner'>): LetterFrame {
  return {
    company: { tradeName: seller.shortName, legalName: seller.name, address: seller.address },
    contact: { name: owner.name, title: seller.shortName, phone: seller.phone, email: owner.email },
  };
}

/** What is still owed on an invoice, in minor units. */
export function owedMinor(row: Pick<InvoiceRow, 'grossMinor' | 'creditedMinor' | 'paidMinor'>): number {
  return row.grossMinor - row.creditedMinor - row.paidMinor;
}

/** An invoice as its customer reads of it. Throws for one that is not issued. */
export async function invoiceMatter(db: Db, addresses: Addresses, file: InvoiceFile): Promise<InvoiceMatter> {
  const { row, company: seller, account, contractNumber } = file;
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
    title: file.deal.title,
    issuedOn: row.issuedOn,
    dueOn: row.dueOn,
    total: sum(row.grossMinor - row.creditedMinor),
    paid: sum(row.paidMinor),
    remaining: sum(owedMinor(row)),
    disputed: null,
    promised: null,
    latestPayment: latest && latest.amountMinor > 0 ? { amount: sum(latest.amountMinor), receivedOn: latest.receivedOn } : null,
    contractNumber,
    paymentReference: row.reference ?? '',
    pageUrl: await invoicePageUrl(db, addresses, { id: row.id, dealId: row.dealId, createdAt: row.issuedAt ?? `${row.issuedOn}T00:00:00.000Z` }),
    payee: { legalName: seller.name, taxIdType: 'kz_bin', taxId: seller.taxId, iban: account.iban, bankName: account.bank, bic: account.bic, kbe: seller.kbe, knp: seller.knp },
  };
}

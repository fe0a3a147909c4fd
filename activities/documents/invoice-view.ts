import { eq } from 'drizzle-orm';
import { invoice, packageVersion } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { InvoiceDocument } from '../../templates/documents/views.ts';
import { loadAccount, loadCompany, loadDeal } from '../facts/deal-facts.ts';
import { type Addresses, invoicePageUrl } from '../facts/links.ts';
import { accountOf, buyerOf, documentSums, sellerOf } from './document-parts.ts';

/** Everything the printed invoice says, from the records. */
export async function invoiceView(db: Db, addresses: Addresses, invoiceId: string): Promise<{ view: InvoiceDocument; fileName: string }> {
  const [row] = await db.select().from(invoice).where(eq(invoice.id, invoiceId));
  if (!row?.priced || !row.number || !row.reference || !row.issuedOn || !row.dueOn || !row.issuedAt) throw new Error(`invoice ${invoiceId} is not issued`);
  const company = await loadCompany(db);
  const { customer, owner } = await loadDeal(db, row.dealId);
  const account = await loadAccount(db, row.bankAccountId);
  const [version] = row.packageId ? await db.select().from(packageVersion).where(eq(packageVersion.id, row.packageId)) : [];
  const contract = version?.content.contract;
  const pageUrl = await invoicePageUrl(db, addresses, { id: row.id, dealId: row.dealId, createdAt: row.issuedAt });
  const view: InvoiceDocument = {
    documentType: row.documentType,
    number: row.number,
    issuedOn: row.issuedOn,
    dueOn: row.dueOn,
    paymentReference: row.reference,
    pageUrl: row.documentType === 'retail' && company.kaspiPayUrl ? company.kaspiPayUrl : pageUrl,
    seller: sellerOf(company),
    account: accountOf(account, company),
    buyer: buyerOf(customer),
    buyerAccount: null,
    contract: contract?.number ? { number: contract.number, signedOn: contract.signedOn } : null,
    due: version ? (version.content.terms.instalments[row.instalment - 1]?.due ?? version.content.terms.due) : null,
    notice: company.invoiceNotice,
    ...documentSums(row.priced),
    headName: company.directorName,
    accountantName: company.accountantName,
    issuerName: owner.name,
  };
  return { view, fileName: `invoice-${row.number}` };
}

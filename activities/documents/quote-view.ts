import { eq } from 'drizzle-orm';
import { packageVersion } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { QuoteDocument } from '../../templates/documents/views.ts';
import { loadCompany, loadDeal } from '../facts/deal-facts.ts';
import { buyerOf, documentSums, sellerOf } from './document-parts.ts';

/** Everything the printed quote says, from the frozen version. */
export async function quoteView(db: Db, packageId: string): Promise<{ view: QuoteDocument; fileName: string }> {
  const [version] = await db.select().from(packageVersion).where(eq(packageVersion.id, packageId));
  if (!version) throw new Error(`package version ${packageId} is not in the database`);
  const company = await loadCompany(db);
  const { customer, owner } = await loadDeal(db, version.dealId);
  const { content, priced } = version;
  const number = packageId.slice(-6).toUpperCase();
  const discountMinor = priced.lines.reduce((sum, line) => sum + line.discountMinor, 0);
  const instalments = content.terms.instalments.length > 0 ? content.terms.instalments : [{ percent: '100', due: content.terms.due }];
  const view: QuoteDocument = {
    number,
    version: version.version,
    issuedOn: version.taxOn,
    validUntilOn: version.validUntilOn,
    title: content.title,
    pageUrl: null,
    seller: sellerOf(company),
    buyer: buyerOf(customer),
    ...documentSums(priced),
    discount: discountMinor > 0 ? { amountMinor: discountMinor, currency: priced.currency } : null,
    instalments,
    deliveryTerms: null,
    specialTerms: content.terms.special.map(term => term.text),
    contact: { name: owner.name, phone: company.phone, email: owner.email },
  };
  return { view, fileName: `quote-${number}-v${version.version}` };
}

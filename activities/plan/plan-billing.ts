import { eq } from 'drizzle-orm';
import { invoice, packageVersion } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { reviewReason } from '../../domain/quote/after-approval.ts';
import type { DueTerms, PackageContent } from '../../domain/quote/package.ts';
import { splitByInstalments } from '../../domain/quote/split-by-instalments.ts';
import type { InstalmentPlan } from '../../workflows/ports.ts';
import { defaultAccount, loadDeal } from '../facts/deal-facts.ts';
import { instalmentInvoiceId } from '../record/project-invoice.ts';

/** The invoices a package makes, as draft rows, and what stops them at the review gate. Asked twice it answers the same. */
export async function planBilling(db: Db, input: { dealId: string; packageId: string }): Promise<InstalmentPlan[]> {
  const version = await loadVersion(db, input.packageId);
  const { deal } = await loadDeal(db, input.dealId);
  const { content } = version;
  const parts = instalmentsOf(content);
  const sums = splitByInstalments(
    version.priced,
    parts.map(part => part.percent),
  );
  const account = await defaultAccount(db, content.currency);
  const review = account === null ? 'no_account' : reviewReason(content);
  const rows = parts.map((part, index): typeof invoice.$inferInsert => {
    const priced = sums[index] ?? version.priced;
    return {
      id: instalmentInvoiceId(deal.id, index + 1),
      dealId: deal.id,
      customerId: deal.customerId,
      packageId: input.packageId,
      instalment: index + 1,
      instalmentPercent: part.percent,
      external: false,
      status: 'draft',
      delivery: 'created',
      reviewReason: review,
      language: content.language,
      documentType: content.documentType,
      currency: content.currency,
      ...priced.totals,
      priced,
      bankAccountId: account?.id ?? '',
      issueKey: `${deal.id}:${index + 1}`,
    };
  });
  await db.insert(invoice).values(rows).onConflictDoNothing();
  return parts.map((part, index) => ({ no: index + 1, trigger: part.due.type === 'after_delivery_days' ? 'delivery' : 'now', review }));
}

export async function loadVersion(db: Db, packageId: string): Promise<typeof packageVersion.$inferSelect> {
  const [version] = await db.select().from(packageVersion).where(eq(packageVersion.id, packageId));
  if (!version) throw new Error(`package version ${packageId} is not in the database`);
  return version;
}

/** The shares of the whole with their terms; without instalments one share of 100 percent. */
export function instalmentsOf({ terms }: PackageContent): readonly Readonly<{ percent: string; due: DueTerms }>[] {
  return terms.instalments.length > 0 ? terms.instalments : [{ percent: '100', due: terms.due }];
}

import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import { appUser, deal } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { CustomerHeld } from '../../templates/emails/views.ts';
import type { LetterInput, RungInput } from '../../workflows/ports.ts';
import { loadDeal } from '../facts/deal-facts.ts';
import { dealPageUrl } from '../facts/links.ts';
import { noteNews } from '../record/note-news.ts';
import { daysOverdue } from './debt-matter.ts';
import { holdInForce } from './hold-matter.ts';
import { frameOf, type InvoiceFile, loadInvoiceFile, owedMinor } from './invoice-matter.ts';

type Held = Readonly<{ file: InvoiceFile; input: RungInput; holdId: string }>;

/**
 * A hold on everything to a customer stops the shipments of colleagues who know nothing of the debt: each owner of an open deal of the customer is
 * told, once for the hold, however many deals are his. The owner of the debt hears of it by the effect of the rung itself.
 */
export async function tellOtherOwners(db: Db, { file, input, holdId }: Held): Promise<void> {
  const others = await openDealsOf(db, file);
  const first = new Map<string, string>();
  for (const { id, ownerId } of others) if (ownerId !== file.owner.id && !first.has(ownerId)) first.set(ownerId, id);
  await noteNews(
    db,
    [...first].map(
      ([toUserId, dealId]): LetterInput => ({ dealId, letterKey: `${holdId}:others:${toUserId}`, kind: 'customer_held', subjectId: input.invoiceId, detail: null, toUserId, now: input.now }),
    ),
  );
}

/** The debt that holds the shipments, and the reader's own deals that it stops. */
export async function customerHeld(db: Db, publicUrl: string, { dealId, subjectId, toUserId, now }: Pick<LetterInput, 'dealId' | 'subjectId' | 'toUserId' | 'now'>): Promise<CustomerHeld> {
  const file = await loadInvoiceFile(db, subjectId);
  const own = await loadDeal(db, dealId);
  const mine = (await openDealsOf(db, file)).filter(({ ownerId }) => ownerId === toUserId);
  return {
    ...frameOf(file),
    customerName: file.customer.name,
    invoiceNumber: file.row.number ?? '',
    remaining: { amountMinor: owedMinor(file.row), currency: file.row.currency },
    daysOverdue: daysOverdue(file, now),
    sinceOn: (await holdInForce(db, file))?.sinceOn ?? null,
    debtOwnerName: file.owner.name,
    deals: mine.map(({ id, title }) => ({ title, url: dealPageUrl(publicUrl, id) })),
    dealTitle: own.deal.title,
    dealUrl: dealPageUrl(publicUrl, dealId),
  };
}

/** The open deals of the customer besides the one of the debt, the oldest first; those of people who have left are nobody's news. */
async function openDealsOf(db: Db, { row }: Pick<InvoiceFile, 'row'>): Promise<{ id: string; title: string; ownerId: string }[]> {
  return db
    .select({ id: deal.id, title: deal.title, ownerId: deal.ownerId })
    .from(deal)
    .innerJoin(appUser, and(eq(appUser.id, deal.ownerId), eq(appUser.active, true)))
    .where(and(eq(deal.customerId, row.customerId), ne(deal.id, row.dealId), isNull(deal.closedAt)))
    .orderBy(asc(deal.createdAt), asc(deal.id));
}

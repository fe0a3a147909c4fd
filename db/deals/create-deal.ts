import { and, eq, or } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { PackageContent } from '../../domain/quote/package.ts';
import type { QuoteTotals } from '../../domain/quote/totals.ts';
import { type GivenCustomer, keepCustomer } from '../customers/keep-customer.ts';
import { type Actor, appUser, customer, deal } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { type InvoiceElsewhere, keepInvoiceElsewhere } from './invoice-elsewhere.ts';

export type DealRow = typeof deal.$inferSelect;

export type DealOrder = Readonly<{
  dealId: string;
  workflowId: string;
  source: string;
  externalId: string | null;
  requestSha256: string;
  customer: GivenCustomer | Readonly<{ id: string }>;
  ownerEmail: string;
  entryStage: DealRow['entryStage'];
  content: PackageContent;
  totals: QuoteTotals | null;
  invoice: InvoiceElsewhere | null;
  actor: Actor;
  linkKey: Buffer;
  now: string;
}>;

/**
 * Writes a deal with its customer, and with its invoice where it was issued elsewhere. The same order again answers the deal that is
 * there. Throws `deal_exists` where the external id stands for other content, `customer_conflict`, `unknown_customer`, `unknown_user`.
 */
export async function createDeal(db: Db, order: DealOrder): Promise<{ row: DealRow; repeated: boolean }> {
  const known = await findSame(db, order);
  if (known) return { row: known, repeated: true };
  const buyer = 'id' in order.customer ? await requireCustomer(db, order.customer.id) : await keepCustomer(db, order.customer, order);
  const ownerId = await findOwner(db, order.ownerEmail);
  const [row] = await db
    .insert(deal)
    .values(rowOf(order, buyer.id, ownerId))
    .onConflictDoNothing()
    .returning();
  if (!row) {
    // The same deal came in twice at this moment; the other one has been committed, or we would still wait for it.
    const theirs = await findSame(db, order);
    if (!theirs) throw new Error('the deal that was in the way is gone');
    return { row: theirs, repeated: true };
  }
  if (order.invoice) await keepInvoiceElsewhere(db, { row, invoice: order.invoice, order, zone: buyer.timeZone });
  return { row, repeated: false };
}

async function findSame(db: Db, { dealId, source, externalId, requestSha256 }: DealOrder): Promise<DealRow | null> {
  const byPair = externalId === null ? undefined : and(eq(deal.source, source), eq(deal.externalId, externalId));
  const [row] = await db
    .select()
    .from(deal)
    .where(or(eq(deal.id, dealId), byPair))
    .limit(1);
  if (!row) return null;
  if (row.requestSha256 === requestSha256) return row;
  throw new RuleViolation('deal_exists', 'This external id already stands for a deal with other content.', { pointer: '#/external_id', deal_id: row.id });
}

async function requireCustomer(db: Db, id: string) {
  const [row] = await db.select().from(customer).where(eq(customer.id, id));
  if (!row) throw new RuleViolation('unknown_customer', `There is no customer ${id}.`, { pointer: '#/customer_id' });
  return row;
}

async function findOwner(db: Db, email: string): Promise<string> {
  const [row] = await db.select({ id: appUser.id, active: appUser.active }).from(appUser).where(eq(appUser.email, email.toLowerCase()));
  if (!row?.active) throw new RuleViolation('unknown_user', `Nobody here has the address ${email}.`, { pointer: '#/owner_email' });
  return row.id;
}

function rowOf(order: DealOrder, customerId: string, ownerId: string): typeof deal.$inferInsert {
  const { dealId: id, workflowId, source, externalId, requestSha256, entryStage, content, totals, actor, now } = order;
  const { title, currency, language } = content;
  const sums = totals ? { netMinor: totals.netMinor, vatMinor: totals.vatMinor, grossMinor: totals.grossMinor } : {};
  // Until its process has spoken, a deal that is to be approved still stands at quoting.
  const stage = entryStage === 'approving' ? 'quoting' : entryStage;
  const waiting = entryStage === 'collecting' ? { waitingFor: 'payment_due', holderType: 'customer' as const, holderId: customerId, waitingSince: now } : {};
  return {
    id,
    workflowId,
    source,
    externalId,
    requestSha256,
    entryStage,
    title,
    currency,
    language,
    customerId,
    ownerId,
    // Of a deal that was agreed elsewhere the contract may be all that is known; letters and pages name it.
    draft: content.lines.length > 0 || content.contract.number !== null ? content : null,
    draftChangedBy: actor,
    draftChangedAt: now,
    ...sums,
    stage,
    ...waiting,
    createdAt: now,
  };
}

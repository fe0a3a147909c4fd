import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { ImportedInvoice } from '../../domain/imports/receivables.ts';
import { newId, stableId } from '../ids.ts';
import { customer, deal, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { type ImportContext, noonOf } from './import-context.ts';
import { Refused } from './refused.ts';

/** The source under which imported deals are known; their external id is the invoice's number. */
export const importSource = 'import';

export type KeptInvoice = Readonly<{ invoiceId: string; dealId: string; isNew: boolean }>;

/** How a deal's process is named, told by whoever runs processes: the ledger knows nothing of them. */
export type NameProcess = (deal: { source: string; externalId: string; dealId: string }) => string;

/** Makes the deal and the invoice of a row, or finds those an earlier import made of the same row. Refuses the row where the number stands for something else. */
export async function keepInvoice(db: Db, given: ImportedInvoice, { context, nameProcess }: { context: ImportContext; nameProcess: NameProcess }): Promise<KeptInvoice> {
  const requestSha256 = contentHash(given),
    dealId = newId('deal'),
    invoiceId = stableId('inv', importSource, given.number);
  const [buyer] = await db.select().from(customer).where(eq(customer.taxId, given.customerTaxId));
  if (!buyer) throw new Refused(given.line, 'customer_tax_id', 'unknown_customer', `There is no customer ${given.customerTaxId}.`);
  const key = { source: importSource, externalId: given.number };
  const createdAt = noonOf(given.issuedOn, context),
    netMinor = given.grossMinor - (given.vatMinor ?? 0),
    sums = { netMinor, vatMinor: given.vatMinor ?? 0, grossMinor: given.grossMinor };
  const [made] = await db
    .insert(deal)
    .values({
      ...key,
      ...sums,
      id: dealId,
      workflowId: nameProcess({ ...key, dealId }),
      requestSha256,
      title: given.dealTitle ?? given.number,
      customerId: buyer.id,
      ownerId: ownerOf(given, context),
      currency: given.currency,
      language: buyer.language,
      entryStage: 'collecting',
      stage: 'collecting',
      waitingFor: 'payment_due',
      holderType: 'customer',
      holderId: buyer.id,
      waitingSince: createdAt,
      createdAt: context.now,
    })
    .onConflictDoNothing()
    .returning({ id: deal.id });
  if (!made) return { ...(await sameDeal(db, given, requestSha256)), invoiceId, isNew: false };
  const documentType = buyer.segment === 'retail' || buyer.segment === 'state' ? buyer.segment : 'corporate';
  const [issued] = await db
    .insert(invoice)
    .values({
      ...sums,
      id: invoiceId,
      dealId,
      customerId: buyer.id,
      instalment: 1,
      external: true,
      number: given.number,
      status: 'open',
      delivery: 'sent',
      language: buyer.language,
      documentType,
      currency: given.currency,
      bankAccountId: context.accountId,
      turnoverOn: given.issuedOn,
      issuedOn: given.issuedOn,
      issuedAt: createdAt,
      sentAt: createdAt,
      dueOn: given.dueOn,
      issueKey: `${importSource}:${given.number}`,
    })
    .onConflictDoNothing()
    .returning({ id: invoice.id });
  if (!issued) throw new Refused(given.line, 'invoice_number', 'duplicate', `The invoice ${given.number} is on record already, and does not come from an import.`);
  return { invoiceId, dealId, isNew: true };
}

async function sameDeal(db: Db, given: ImportedInvoice, requestSha256: string): Promise<{ dealId: string }> {
  const [found] = await db
    .select({ dealId: deal.id, requestSha256: deal.requestSha256 })
    .from(deal)
    .where(and(eq(deal.source, importSource), eq(deal.externalId, given.number)));
  if (!found) throw new Error('the deal that was in the way is gone');
  if (found.requestSha256 !== requestSha256)
    throw new Refused(given.line, 'invoice_number', 'deal_exists', `The invoice ${given.number} was imported before with other content. What was paid since is told by payment rows.`);
  return { dealId: found.dealId };
}

function ownerOf({ line, ownerEmail }: ImportedInvoice, { ownerIds, firstOwnerId }: ImportContext): string {
  if (ownerEmail === null) return firstOwnerId;
  const ownerId = ownerIds.get(ownerEmail.toLowerCase());
  if (ownerId === undefined) throw new Refused(line, 'owner_email', 'unknown_user', `Nobody here has the address ${ownerEmail}.`);
  return ownerId;
}

/** What the row says, wherever in the file it stands. */
function contentHash({ line: _, ...content }: ImportedInvoice): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');
}

import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { ImportedInvoice } from '../../domain/imports/receivables.ts';
import type { PackageContent } from '../../domain/quote/package.ts';
import { newId, stableId } from '../ids.ts';
import { versionFor } from '../reminders/pin-policy.ts';
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
  const requestSha256 = contentHash(given);
  const invoiceId = stableId('inv', importSource, given.number);
  const [buyer] = await db.select().from(customer).where(eq(customer.taxId, given.customerTaxId));
  if (!buyer) throw new Refused({ line: given.line, field: 'customer_tax_id', code: 'unknown_customer', reason: `There is no customer ${given.customerTaxId}.` });
  const order: Order = { given, buyer, requestSha256, invoiceId, dealId: newId('deal'), issuedAt: noonOf(given.issuedOn, context) };
  const [made] = await db
    .insert(deal)
    .values(dealRow(order, context, nameProcess))
    .onConflictDoNothing()
    .returning({ id: deal.id });
  if (!made) return { ...(await sameDeal(db, given, requestSha256)), invoiceId, isNew: false };
  const [issued] = await db.insert(invoice).values(invoiceRow(order, context)).onConflictDoNothing().returning({ id: invoice.id });
  if (!issued) throw new Refused({ line: given.line, field: 'invoice_number', code: 'duplicate', reason: `The invoice ${given.number} is on record already, and does not come from an import.` });
  return { invoiceId, dealId: order.dealId, isNew: true };
}

type Order = Readonly<{ given: ImportedInvoice; buyer: typeof customer.$inferSelect; requestSha256: string; dealId: string; invoiceId: string; issuedAt: string }>;

function dealRow({ given, buyer, requestSha256, dealId, issuedAt }: Order, context: ImportContext, nameProcess: NameProcess): typeof deal.$inferInsert {
  const key = { source: importSource, externalId: given.number };
  return {
    ...key,
    ...sumsOf(given),
    id: dealId,
    workflowId: nameProcess({ ...key, dealId }),
    requestSha256,
    title: given.dealTitle ?? given.number,
    customerId: buyer.id,
    ownerId: ownerOf(given, context),
    currency: given.currency,
    language: buyer.language,
    entryStage: 'collecting',
    draft: given.contractNumber === null ? null : agreedElsewhere(given, buyer),
    stage: 'collecting',
    waitingFor: 'payment_due',
    holderType: 'customer',
    holderId: buyer.id,
    waitingSince: issuedAt,
    createdAt: context.now,
  };
}

function invoiceRow({ given, buyer, dealId, invoiceId, issuedAt }: Order, context: ImportContext): typeof invoice.$inferInsert {
  const reminders = versionFor(context.reminderPolicies, buyer);
  return {
    ...sumsOf(given),
    id: invoiceId,
    dealId,
    customerId: buyer.id,
    instalment: 1,
    external: true,
    number: given.number,
    status: 'open',
    delivery: 'sent',
    language: buyer.language,
    documentType: buyer.segment,
    currency: given.currency,
    bankAccountId: accountOf(given, context),
    turnoverOn: given.issuedOn,
    issuedOn: given.issuedOn,
    issuedAt,
    sentAt: issuedAt,
    dueOn: given.dueOn,
    reminderPolicyId: reminders.policyId,
    reminderPolicyVersion: reminders.version,
    issueKey: `${importSource}:${given.number}`,
  };
}

/** What is known of the package that was agreed elsewhere: letters and pages name its contract. It has no lines, so nothing is ever frozen or invoiced from it. */
function agreedElsewhere({ dealTitle, number, currency, dueOn, contractNumber }: ImportedInvoice, { language, segment }: Order['buyer']): PackageContent {
  return {
    ...{ title: dealTitle ?? number, currency, language, documentType: segment, acceptance: 'none', lines: [] },
    contract: { type: 'standard', number: contractNumber, signedOn: null },
    terms: { due: { type: 'on_date', on: dueOn }, special: [], instalments: [] },
  };
}

function sumsOf({ grossMinor, vatMinor }: ImportedInvoice) {
  return { netMinor: grossMinor - (vatMinor ?? 0), vatMinor: vatMinor ?? 0, grossMinor };
}

async function sameDeal(db: Db, given: ImportedInvoice, requestSha256: string): Promise<{ dealId: string }> {
  const [found] = await db
    .select({ dealId: deal.id, requestSha256: deal.requestSha256 })
    .from(deal)
    .where(and(eq(deal.source, importSource), eq(deal.externalId, given.number)));
  if (!found) throw new Error('the deal that was in the way is gone');
  if (found.requestSha256 !== requestSha256)
    throw new Refused({
      line: given.line,
      field: 'invoice_number',
      code: 'deal_exists',
      reason: `The invoice ${given.number} was imported before with other content. What was paid since is told by payment rows.`,
    });
  return { dealId: found.dealId };
}

function ownerOf({ line, ownerEmail }: ImportedInvoice, { ownerIds, firstOwnerId }: ImportContext): string {
  if (ownerEmail === null) return firstOwnerId;
  const ownerId = ownerIds.get(ownerEmail.toLowerCase());
  if (ownerId === undefined) throw new Refused({ line, field: 'owner_email', code: 'unknown_user', reason: `Nobody here has the address ${ownerEmail}.` });
  return ownerId;
}

function accountOf({ line, currency }: ImportedInvoice, { accountIds }: ImportContext): string {
  const accountId = accountIds.get(currency);
  if (accountId === undefined) throw new Refused({ line, field: 'currency', code: 'unknown_account', reason: `The company has no bank account in ${currency} that this invoice could be paid to.` });
  return accountId;
}

/** What the row says, wherever in the file it stands. */
function contentHash({ line: _, ...content }: ImportedInvoice): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');
}

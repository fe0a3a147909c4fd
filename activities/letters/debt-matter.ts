import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { allocation, dealEvent, document, letter, payment, reminder, reminderPause } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { daysBetween } from '../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import type { DebtMatter, HeadTask, ManualCollection, OwnerOverdue, PromiseBroken, Proofs, SentLetter } from '../../templates/emails/views.ts';
import { dealPageUrl } from '../facts/links.ts';
import { holdInForce } from './hold-matter.ts';
import { frameOf, type InvoiceFile, owedMinor } from './invoice-matter.ts';

export type DebtContext = Readonly<{ publicUrl: string; now: string; rung: string; legalAt: string | null }>;

/** Whole days past the due date on the customer's calendar; none before it. */
export function daysOverdue(file: Readonly<{ row: Pick<InvoiceFile['row'], 'dueOn'>; customer: Pick<InvoiceFile['customer'], 'timeZone'> }>, now: string): number {
  return file.row.dueOn ? Math.max(0, daysBetween(file.row.dueOn, dateInZone(now, file.customer.timeZone))) : 0;
}

/** What the owner is told when the customer gets an overdue letter, and of the hold that stands behind it. */
export async function ownerOverdue(db: Db, file: InvoiceFile, context: DebtContext): Promise<OwnerOverdue> {
  return { ...frameOf(file), debt: debtMatter(file, context), rung: context.rung, hold: await holdInForce(db, file), next: nextRung(file, context) };
}

/** What the owner is told when money has not met a promise. */
export async function promiseBroken(db: Db, file: InvoiceFile, { context, promiseId }: { context: DebtContext; promiseId: string }): Promise<PromiseBroken> {
  const [made] = await db.select().from(reminderPause).where(eq(reminderPause.id, promiseId));
  if (!made) throw new Error(`there is no promise ${promiseId}`);
  const promised = { amountMinor: made.amountMinor ?? owedMinor(file.row), currency: file.row.currency };
  return { ...frameOf(file), debt: debtMatter(file, context), promised, payOn: made.reason, next: nextRung(file, context) };
}

function nextRung({ row }: InvoiceFile, { now, rung }: DebtContext): OwnerOverdue['next'] {
  const next = row.plan?.find(r => r.outcome === 'will_send' && r.at > now && r.rung !== rung);
  return next ? { rung: next.rung, at: next.at } : null;
}

/** The task of the owner's superior at the escalation. */
export async function headTask(db: Db, file: InvoiceFile, context: DebtContext): Promise<HeadTask> {
  const legalOn = context.legalAt ? dateInZone(context.legalAt, file.customer.timeZone) : null;
  return { ...frameOf(file), debt: debtMatter(file, context), legalOn, letters: await sentLetters(db, file.row.id) };
}

/** The whole file of a debt that machines stop writing about (DN8, DN13). */
export async function manualCollection(db: Db, file: InvoiceFile, context: DebtContext): Promise<ManualCollection> {
  const sum = (amountMinor: number) => ({ amountMinor, currency: file.row.currency });
  const received = await receivedFor(db, file.row.id);
  return {
    ...frameOf(file),
    debt: debtMatter(file, context),
    taxIdType: file.customer.taxIdType ?? 'other',
    taxId: file.customer.taxId ?? '',
    letters: await sentLetters(db, file.row.id),
    proofs: await proofsOf(db, file),
    payments: received.map(({ amountMinor, receivedOn }) => ({ amount: sum(amountMinor), receivedOn })),
    promises: (await promisesOf(db, file, received)).map(({ amountMinor, payOn, kept }) => ({ amount: sum(amountMinor), payOn, kept })),
    documents: await documentsOf(db, file, context.publicUrl),
  };
}

export function debtMatter(file: InvoiceFile, context: DebtContext): DebtMatter {
  const { row, customer, owner, deal, contractNumber } = file;
  return {
    number: row.number ?? '',
    dueOn: row.dueOn ?? '',
    remaining: { amountMinor: owedMinor(row), currency: row.currency },
    daysOverdue: daysOverdue(file, context.now),
    customerName: customer.name,
    ownerName: owner.name,
    contractNumber,
    customerContact: { name: customer.contactName, phone: customer.phone, email: customer.email },
    dealTitle: deal.title,
    dealUrl: dealPageUrl(context.publicUrl, deal.id),
  };
}

/** What was received: the day on the customer's calendar, the sum in minor units. */
type Received = Readonly<{ receivedOn: string; amountMinor: number }>;

/** What was placed on the invoice and stands, by the days on which it came; what was undone stands no more. */
async function receivedFor(db: Db, invoiceId: string): Promise<Received[]> {
  return db
    .select({ receivedOn: payment.receivedOn, amountMinor: sql<number>`sum(${allocation.amountMinor})`.mapWith(Number) })
    .from(allocation)
    .innerJoin(payment, eq(payment.id, allocation.paymentId))
    .where(eq(allocation.invoiceId, invoiceId))
    .groupBy(payment.id, payment.receivedOn)
    .having(sql`sum(${allocation.amountMinor}) > 0`)
    .orderBy(asc(payment.receivedOn), asc(payment.id));
}

/** The promises that stood, kept or not as it is recorded; one that another took the place of is no promise any more. One that named no sum was of everything that was owed on that day. */
async function promisesOf(db: Db, file: InvoiceFile, received: readonly Received[]): Promise<{ amountMinor: number; payOn: string; kept: boolean }[]> {
  const promised = await db
    .select()
    .from(reminderPause)
    .where(and(eq(reminderPause.scopeId, file.row.id), eq(reminderPause.kind, 'promise')))
    .orderBy(asc(reminderPause.fromAt));
  const stood = promised.filter(({ outcome }) => outcome !== 'replaced');
  return stood.map(({ fromAt, reason: payOn, amountMinor: named, outcome }) => {
    const madeOn = dateInZone(fromAt, file.customer.timeZone);
    const before = received.filter(({ receivedOn }) => receivedOn < madeOn).reduce((sum, each) => sum + each.amountMinor, 0);
    const amountMinor = named ?? file.row.grossMinor - file.row.creditedMinor - before;
    return { amountMinor, payOn, kept: outcome === 'kept' };
  });
}

async function proofsOf(db: Db, file: InvoiceFile): Promise<Proofs> {
  const [delivered] = await db
    .select({ data: dealEvent.data })
    .from(dealEvent)
    .where(and(eq(dealEvent.dealId, file.deal.id), eq(dealEvent.type, 'deal.delivered')));
  const on = delivered?.data['on'];
  return { invoiceSentAt: file.row.sentAt, invoiceViewedAt: file.row.viewedAt, goodsDeliveredOn: typeof on === 'string' ? on : null };
}

/** The printed invoice and the package that was agreed, in the language of the deal; without a print the deal's page, where they will be. */
async function documentsOf(db: Db, { row, deal }: InvoiceFile, publicUrl: string): Promise<ManualCollection['documents']> {
  const subjects = [row.id, ...(row.packageId ? [row.packageId] : [])];
  const printed = await db
    .selectDistinctOn([document.subjectId], { id: document.id, name: document.fileName })
    .from(document)
    .where(and(inArray(document.subjectId, subjects), eq(document.language, row.language)))
    .orderBy(document.subjectId, asc(document.createdAt));
  const links = printed.map(({ id, name }) => ({ name, url: `${dealPageUrl(publicUrl, deal.id)}/documents/${id}` }));
  return links.length > 0 ? links : [{ name: row.number ?? deal.title, url: dealPageUrl(publicUrl, deal.id) }];
}

async function sentLetters(db: Db, invoiceId: string): Promise<SentLetter[]> {
  const rows = await db
    .select({ rung: reminder.rung, state: reminder.state, sentAt: reminder.sentAt, begunAt: reminder.dataStartedAt, address: letter.toAddress, answer: letter.providerId })
    .from(reminder)
    .innerJoin(letter, eq(letter.id, reminder.letterId))
    .where(and(eq(reminder.invoiceId, invoiceId), inArray(reminder.state, ['sent', 'verify'])))
    .orderBy(asc(reminder.dueAt));
  return rows.flatMap(({ rung, state, sentAt, begunAt, address, answer }) => {
    const at = sentAt ?? begunAt;
    return at ? [{ rung, at, address, answer: state === 'sent' ? (answer ?? '250') : null }] : [];
  });
}

import { and, asc, eq, inArray } from 'drizzle-orm';
import { allocation, payment, reminder, reminderPause } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { daysBetween } from '../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import type { DebtMatter, HeadTask, ManualCollection, OwnerOverdue, PromiseBroken, SentLetter } from '../../templates/emails/views.ts';
import { dealPageUrl } from '../facts/links.ts';
import { frameOf, type InvoiceFile, owedMinor } from './invoice-matter.ts';

export type DebtContext = Readonly<{ publicUrl: string; now: string; rung: string; legalAt: string | null }>;

/** Whole days past the due date on the customer's calendar; none before it. */
export function daysOverdue(file: Readonly<{ row: Pick<InvoiceFile['row'], 'dueOn'>; customer: Pick<InvoiceFile['customer'], 'timeZone'> }>, now: string): number {
  return file.row.dueOn ? Math.max(0, daysBetween(file.row.dueOn, dateInZone(now, file.customer.timeZone))) : 0;
}

/** What the owner is told when the customer gets the first overdue letter. */
export function ownerOverdue(file: InvoiceFile, context: DebtContext): OwnerOverdue {
  return { ...frameOf(file), debt: debtMatter(file, context), rung: context.rung, next: nextRung(file, context) };
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
  const legalOn = context.legalAt ? dateInZone(context.legalAt, file.customer.timeZone) : (file.row.dueOn ?? '');
  return { ...frameOf(file), debt: debtMatter(file, context), legalOn, letters: await sentLetters(db, file.row.id) };
}

/** The whole file of a debt that machines stop writing about. */
export async function manualCollection(db: Db, file: InvoiceFile, context: DebtContext): Promise<ManualCollection> {
  const sum = (amountMinor: number) => ({ amountMinor, currency: file.row.currency });
  const paid = await db
    .select({ amountMinor: allocation.amountMinor, receivedOn: payment.receivedOn })
    .from(allocation)
    .innerJoin(payment, eq(payment.id, allocation.paymentId))
    .where(eq(allocation.invoiceId, file.row.id));
  const promised = await db
    .select()
    .from(reminderPause)
    .where(and(eq(reminderPause.scopeId, file.row.id), eq(reminderPause.kind, 'promise')));
  const dealUrl = dealPageUrl(context.publicUrl, file.deal.id);
  return {
    ...frameOf(file),
    debt: debtMatter(file, context),
    taxIdType: file.customer.taxIdType ?? 'other',
    taxId: file.customer.taxId ?? '',
    letters: await sentLetters(db, file.row.id),
    payments: paid.map(p => ({ amount: sum(p.amountMinor), receivedOn: p.receivedOn })),
    promises: promised.filter(p => p.outcome !== 'replaced').map(p => ({ amount: sum(p.amountMinor ?? owedMinor(file.row)), payOn: p.reason, kept: p.outcome === 'kept' })),
    documents: [{ name: file.row.number ?? file.deal.title, url: dealUrl }],
  };
}

function debtMatter(file: InvoiceFile, context: DebtContext): DebtMatter {
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

async function sentLetters(db: Db, invoiceId: string): Promise<SentLetter[]> {
  const rows = await db
    .select({ rung: reminder.rung, at: reminder.sentAt })
    .from(reminder)
    .where(and(eq(reminder.invoiceId, invoiceId), inArray(reminder.state, ['sent', 'verify'])))
    .orderBy(asc(reminder.sentAt));
  return rows.flatMap(({ rung, at }) => (at ? [{ rung: rung, at }] : []));
}

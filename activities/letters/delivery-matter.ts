import { and, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import { humanTask, letter, reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { daysBetween } from '../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import type { DeliveryProblem, NotSentCause } from '../../templates/emails/views.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import type { CustomerRow } from '../facts/deal-facts.ts';
import { type Addresses, dealPageUrl } from '../facts/links.ts';
import { frameOf, type InvoiceFile, loadInvoiceFile, owedMinor } from './invoice-matter.ts';

/** What the owner is told of a customer's letter that did not arrive, or of which nobody knows, and of an invoice to which nothing happens. */
export async function deliveryProblem(db: Db, addresses: Addresses, input: LetterInput): Promise<DeliveryProblem> {
  const file = await loadInvoiceFile(db, input.subjectId);
  const problem = problemOf(file.customer, input.detail);
  return {
    ...frameOf(file),
    problem,
    customerName: file.customer.name,
    invoiceNumber: file.row.number ?? '',
    remaining: { amountMinor: owedMinor(file.row), currency: file.row.currency },
    address: file.customer.email ?? '—',
    serverAnswer: problem === 'bounced' || problem === 'refused' ? (file.customer.emailDeadReason ?? (await lastRefusal(db, input.subjectId))) : null,
    cause: problem === 'not_sent' ? await causeOf(db, input.subjectId) : null,
    daysSince: daysSince(file, { problem, now: input.now }),
    phone: file.customer.phone,
    dealTitle: file.deal.title,
    dealUrl: dealPageUrl(addresses.publicUrl, file.deal.id),
  };
}

/** A wrong address stops every letter to it; a full mailbox, or an answer that never came, stops this one alone. */
function problemOf({ email, emailDeadReason }: CustomerRow, reason: string | null): DeliveryProblem['problem'] {
  if (reason === 'no_answer') return 'verify';
  if (reason === 'not_sent' || reason === 'never_opened' || reason === 'opened_unpaid' || reason === 'complaint') return reason;
  return email === null || emailDeadReason !== null ? 'bounced' : 'refused';
}

/** Whole days on the customer's calendar since it was opened, or, where it never was, since it was sent. */
function daysSince({ row, customer }: InvoiceFile, { problem, now }: { problem: DeliveryProblem['problem']; now: string }): number {
  const since = problem === 'opened_unpaid' ? row.viewedAt : problem === 'never_opened' ? row.sentAt : null;
  return since === null ? 0 : Math.max(0, daysBetween(dateInZone(since, customer.timeZone), dateInZone(now, customer.timeZone)));
}

const causes: Readonly<Record<string, NotSentCause>> = { mail_down: 'mail_down', mail_busy: 'mail_busy', browser_missing: 'printing', render_failed: 'printing', under_way: 'under_way' };

async function causeOf(db: Db, invoiceId: string): Promise<NotSentCause> {
  const [task] = await db
    .select({ reason: humanTask.reason })
    .from(humanTask)
    .where(and(eq(humanTask.invoiceId, invoiceId), eq(humanTask.kind, 'not_sent')));
  return causes[task?.reason ?? ''] ?? 'other';
}

/** The mail server's words about the last letter of an invoice to its customer that it did not take, one about several invoices included. */
async function lastRefusal(db: Db, invoiceId: string): Promise<string | null> {
  const common = db.select({ id: reminder.letterId }).from(reminder).where(eq(reminder.invoiceId, invoiceId));
  const [last] = await db
    .select({ words: letter.lastError })
    .from(letter)
    .where(and(or(eq(letter.invoiceId, invoiceId), inArray(letter.id, common)), isNull(letter.toUserId), eq(letter.state, 'undeliverable')))
    .orderBy(desc(letter.createdAt))
    .limit(1);
  return last?.words ?? null;
}

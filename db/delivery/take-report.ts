import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { type DeliveryReport, meaningOf, type ReportMeaning } from '../../domain/delivery/delivery-report.ts';
import { recordChange } from '../changes/record-change.ts';
import { stableId } from '../ids.ts';
import { type Actor, customer, dealOutbox, deliveryReport, invoice, letter } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { findNamedLetter, type LetterName, type NamedLetter } from './find-letter.ts';
import { type LetterSubject, subjectsOf } from './letter-subjects.ts';
import { settleByHand } from './sent-by-hand.ts';

export type ReportRow = typeof deliveryReport.$inferSelect;
/** `actor`: who brought it. `key`: what makes it this report and no other, so that a repeat is known. */
export type GivenReport = DeliveryReport & LetterName & Readonly<{ source: 'drop' | 'api'; key: string; recipient: string | null; receivedAt: string; actor: Actor }>;

/**
 * Takes in what a mail system says of a letter, once: the report is kept, a letter that came back is marked so, its address as dead where
 * the report says that, and the deals concerned are told through the outbox, in the caller's transaction. A letter that nobody knows
 * changes nothing. It takes the locks that the claim of a rung takes, so that no letter slips through meanwhile. Answers the outbox ids.
 */
export async function takeReport(db: Db, given: GivenReport): Promise<{ report: ReportRow; outboxIds: string[] }> {
  const id = stableId('dlr', given.key);
  const found = await findNamedLetter(db, given);
  const meaning = found === null ? 'unmatched' : meaningOf(given, { isUncertain: found.state === 'verify' });
  const { source, type, code, detail, recipient, occurredAt, receivedAt, messageIds, letterId } = given;
  const [report] = await db
    .insert(deliveryReport)
    .values({ id, source, letterId: found?.id ?? null, type, code, detail, meaning, messageId: messageIds[0] ?? letterId, recipient, occurredAt, receivedAt })
    .onConflictDoNothing()
    .returning();
  if (report) await recordChange(db, { actor: given.actor, now: receivedAt }, { what: 'delivery_report.received', subjectId: id, before: null, after: { type, meaning, letterId: report.letterId } });
  if (report) return { report, outboxIds: found === null || meaning === 'unmatched' || meaning === 'noted' ? [] : await follow(db, { report, found, meaning }) };
  const [known] = await db.select().from(deliveryReport).where(eq(deliveryReport.id, id));
  if (!known) throw new Error(`the report ${id} was in the way and is gone`);
  return { report: known, outboxIds: [] };
}

type Followed = Readonly<{ report: ReportRow; found: NamedLetter; meaning: Exclude<ReportMeaning, 'noted'> }>;

async function follow(db: Db, followed: Followed): Promise<string[]> {
  const { found, meaning } = followed;
  const by = { actor: { type: 'system', id: 'mail' }, now: followed.report.receivedAt } as const;
  if (meaning === 'arrived' && (await settleByHand(db, found, { outcome: 'arrived', note: null, by }))) return [];
  const subjects = await subjectsOf(db, found);
  const customerIds = meaning === 'address_dead' && found.toUserId === null ? await payersOf(db, found, subjects) : [];
  await lockCustomers(db, customerIds);
  await lockInvoices(
    db,
    subjects.map(subject => subject.invoiceId),
  );
  if (meaning === 'address_dead' || meaning === 'returned') await markReturned(db, followed, customerIds);
  const facts = subjects.map(subject => factOf(followed, subject));
  if (facts.length > 0) await db.insert(dealOutbox).values(facts).onConflictDoNothing();
  return facts.map(fact => fact.id);
}

/** What the deal is told: of a letter that has arrived after all as if a person had found it out, of every other by its meaning. */
function factOf({ report, found, meaning }: Followed, { dealId, invoiceId, rung }: LetterSubject): typeof dealOutbox.$inferInsert {
  const base = { command_id: `${report.id}-${rung ?? 'invoice'}-${invoiceId}`, actor: { type: 'system', id: 'mail' }, invoice_id: invoiceId, ...(rung === null ? {} : { rung }) };
  const arrived = { message: 'settle_letter', payload: { ...base, letter_id: found.id, outcome: 'arrived', reason: 'delivery_report' } };
  const reported = { message: 'letter_reported', payload: { ...base, meaning, ...(report.code === null ? {} : { code: report.code }) } };
  return { id: base.command_id, dealId, ...(meaning === 'arrived' ? arrived : reported), createdAt: report.receivedAt };
}

/** Customers before invoices and letters, as everybody locks them who writes to a customer (activities/letters/kin.ts). */
async function lockCustomers(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .select({ id: customer.id })
    .from(customer)
    .where(inArray(customer.id, [...ids]))
    .orderBy(asc(customer.id))
    .for('no key update');
}

async function lockInvoices(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .select({ id: invoice.id })
    .from(invoice)
    .where(inArray(invoice.id, [...ids]))
    .orderBy(asc(invoice.id))
    .for('update');
}

/** What was said first of a letter stands. The address is the one that was written to: one that was corrected meanwhile is not meant. */
async function markReturned(db: Db, { report, found, meaning }: Followed, customerIds: readonly string[]): Promise<void> {
  const words = [report.code, report.detail].filter(Boolean).join(' ') || meaning;
  await db
    .update(letter)
    .set({ state: 'undeliverable', returnedAt: report.occurredAt, lastError: words })
    .where(and(eq(letter.id, found.id), isNull(letter.returnedAt)));
  if (customerIds.length === 0) return;
  const marked = await db
    .update(customer)
    .set({ emailDeadReason: words })
    .where(and(inArray(customer.id, customerIds), eq(customer.email, found.toAddress), isNull(customer.emailDeadReason)))
    .returning({ id: customer.id, email: customer.email, emailDeadReason: customer.emailDeadReason });
  const by = { actor: { type: 'system', id: 'mail-server' }, now: report.receivedAt } as const;
  for (const { id: subjectId, ...after } of marked) await recordChange(db, by, { what: 'customer.changed', subjectId, before: { ...after, emailDeadReason: null }, after });
}

/** The customers to whom a letter went. */
async function payersOf(db: Db, { invoiceId }: NamedLetter, subjects: readonly LetterSubject[]): Promise<string[]> {
  const ofLetter = invoiceId === null ? [] : await db.select({ customerId: invoice.customerId }).from(invoice).where(eq(invoice.id, invoiceId));
  return [...new Set([...subjects, ...ofLetter].map(({ customerId }) => customerId))];
}

import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { NamedPolicy } from '../../domain/dunning/policy.ts';
import { type HoldRow, readHolds } from '../read/holds.ts';
import { ofDeal } from '../read/letters.ts';
import { type PolicyPin, pinOfFate, policiesOf } from '../read/reminder-policies.ts';
import {
  allocation,
  approvalTask,
  bankAccount,
  customer,
  deal,
  dealEvent,
  document,
  humanTask,
  invoice,
  letter,
  note,
  notice,
  packageVersion,
  payment,
  reminder,
  reminderPause,
} from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type DealRow = typeof deal.$inferSelect;
export type CustomerRow = typeof customer.$inferSelect;
export type InvoiceRow = typeof invoice.$inferSelect;
export type VersionRow = typeof packageVersion.$inferSelect;
export type TaskRow = typeof approvalTask.$inferSelect;
export type EventRow = typeof dealEvent.$inferSelect;
export type LetterRow = Pick<
  typeof letter.$inferSelect,
  'id' | 'channel' | 'invoiceId' | 'kind' | 'toAddress' | 'toUserId' | 'subject' | 'text' | 'state' | 'attempts' | 'lastError' | 'nextAttemptAt' | 'createdAt' | 'sentAt'
>;
export type ReminderRow = typeof reminder.$inferSelect;
export type PauseRow = typeof reminderPause.$inferSelect;
export type AccountRow = typeof bankAccount.$inferSelect;
export type DocumentRow = Readonly<{ id: string; kind: 'quote' | 'invoice'; subjectId: string; language: string; fileName: string; createdAt: string; bytes: number }>;
export type PlacedPayment = Readonly<{
  allocationId: string;
  undoesId: string | null;
  invoiceId: string;
  amountMinor: number;
  evidence: typeof allocation.$inferSelect.evidence;
  createdAt: string;
  payment: typeof payment.$inferSelect;
}>;

/** Everything on record about one deal: what its page, its story and its forms are made of. */
export type DealFile = Readonly<{
  deal: DealRow;
  customer: CustomerRow;
  versions: readonly VersionRow[];
  tasks: readonly TaskRow[];
  invoices: readonly InvoiceRow[];
  reminders: readonly ReminderRow[];
  letters: readonly LetterRow[];
  payments: readonly PlacedPayment[];
  pauses: readonly PauseRow[];
  holds: readonly HoldRow[];
  humanTasks: readonly (typeof humanTask.$inferSelect)[];
  documents: readonly DocumentRow[];
  /** Letters and messages to colleagues that could not leave yet and are tried again. */
  lateNotices: readonly (typeof notice.$inferSelect)[];
  events: readonly EventRow[];
  /** Free text by the id of its note. */
  notes: ReadonlyMap<string, string>;
  accounts: ReadonlyMap<string, AccountRow>;
  /** The reminder policy of an invoice, or of a rung that has had its fate. */
  reminderPolicyOf: (bound: PolicyPin) => NamedPolicy;
}>;

/** The file of a deal, or null where there is none of that id. */
export async function readDealFile(db: Db, dealId: string): Promise<DealFile | null> {
  const [found] = await db.select().from(deal).innerJoin(customer, eq(customer.id, deal.customerId)).where(eq(deal.id, dealId));
  if (!found) return null;
  const invoices = await db.select().from(invoice).where(eq(invoice.dealId, dealId)).orderBy(asc(invoice.instalment));
  const [versions, tasks, events, notes, money, collecting] = await Promise.all([
    db.select().from(packageVersion).where(eq(packageVersion.dealId, dealId)).orderBy(asc(packageVersion.version)),
    db.select().from(approvalTask).where(eq(approvalTask.dealId, dealId)).orderBy(asc(approvalTask.round), asc(approvalTask.version), asc(approvalTask.position)),
    db.select().from(dealEvent).where(eq(dealEvent.dealId, dealId)).orderBy(asc(dealEvent.n)),
    db.select({ id: note.id, text: note.text }).from(note).where(eq(note.dealId, dealId)),
    readMoney(
      db,
      invoices.map(row => row.id),
    ),
    readCollecting(db, { dealId, customerId: found.deal.customerId }, invoices),
  ]);
  return {
    deal: found.deal,
    customer: found.customer,
    versions,
    tasks,
    invoices,
    events,
    notes: new Map(notes.map(row => [row.id, row.text])),
    ...money,
    ...collecting,
    documents: await readDocuments(db, dealId),
    lateNotices: await readLateNotices(db, dealId),
    reminderPolicyOf: await policiesOf(db, [...invoices, ...collecting.reminders.map(pinOfFate)]),
  };
}

async function readMoney(db: Db, invoiceIds: readonly string[]): Promise<Pick<DealFile, 'payments' | 'accounts'>> {
  const accounts = await db.select().from(bankAccount);
  return { payments: await readPlacedPayments(db, invoiceIds), accounts: new Map(accounts.map(row => [row.id, row])) };
}

/** Payments placed on the invoices given, in the order in which they were placed; what was undone stands there with its undoing. */
export async function readPlacedPayments(db: Db, invoiceIds: readonly string[]): Promise<PlacedPayment[]> {
  if (invoiceIds.length === 0) return [];
  const rows = await db
    .select()
    .from(allocation)
    .innerJoin(payment, eq(payment.id, allocation.paymentId))
    .where(inArray(allocation.invoiceId, [...invoiceIds]))
    .orderBy(asc(payment.receivedOn), asc(allocation.createdAt), asc(allocation.id));
  return rows.map(({ allocation: placed, payment: paid }) => ({
    allocationId: placed.id,
    undoesId: placed.undoesId,
    invoiceId: placed.invoiceId,
    amountMinor: placed.amountMinor,
    evidence: placed.evidence,
    createdAt: placed.createdAt,
    payment: paid,
  }));
}

/** Placed payments that stand: neither undone nor the undoing of one. */
export function standing(payments: readonly PlacedPayment[]): PlacedPayment[] {
  const undone = new Set(payments.map(placed => placed.undoesId));
  return payments.filter(placed => placed.undoesId === null && !undone.has(placed.allocationId));
}

async function readCollecting(
  db: Db,
  { dealId, customerId }: { dealId: string; customerId: string },
  invoices: readonly InvoiceRow[],
): Promise<Pick<DealFile, 'reminders' | 'letters' | 'pauses' | 'holds' | 'humanTasks'>> {
  const letterColumns = {
    id: letter.id,
    channel: letter.channel,
    invoiceId: letter.invoiceId,
    kind: letter.kind,
    toAddress: letter.toAddress,
    toUserId: letter.toUserId,
    subject: letter.subject,
    text: letter.text,
    state: letter.state,
    attempts: letter.attempts,
    lastError: letter.lastError,
    nextAttemptAt: letter.nextAttemptAt,
    createdAt: letter.createdAt,
    sentAt: letter.sentAt,
  };
  const [reminders, letters, pauses, holds, humanTasks] = await Promise.all([
    db.select().from(reminder).where(eq(reminder.dealId, dealId)).orderBy(asc(reminder.dueAt)),
    db.select(letterColumns).from(letter).where(ofDeal(db, dealId)).orderBy(asc(letter.createdAt), asc(letter.id)),
    readPauses(db, { dealId, customerId: invoices[0]?.customerId ?? null, invoiceIds: invoices.map(row => row.id) }),
    readHolds(db, { dealId, customerId }),
    db.select().from(humanTask).where(eq(humanTask.dealId, dealId)).orderBy(asc(humanTask.createdAt)),
  ]);
  return { reminders, letters, pauses, holds, humanTasks };
}

/** Every pause, promise and dispute that speaks of a deal: of its invoices, of itself, of its customer and of the whole company. */
export async function readPauses(db: Db, of: { dealId: string; customerId: string | null; invoiceIds: readonly string[] }): Promise<PauseRow[]> {
  const scoped = (scope: PauseRow['scope'], ids: readonly string[]) => and(eq(reminderPause.scope, scope), inArray(reminderPause.scopeId, ids.length > 0 ? [...ids] : ['']));
  return db
    .select()
    .from(reminderPause)
    .where(or(scoped('invoice', of.invoiceIds), scoped('deal', [of.dealId]), scoped('customer', of.customerId === null ? [] : [of.customerId]), eq(reminderPause.scope, 'company')))
    .orderBy(asc(reminderPause.fromAt));
}

/** What was printed for the deal; what its customer has sent stands with its claims of payment. */
async function readDocuments(db: Db, dealId: string): Promise<DocumentRow[]> {
  return db
    .select({
      id: document.id,
      kind: sql<'quote' | 'invoice'>`${document.kind}`,
      subjectId: document.subjectId,
      language: document.language,
      fileName: document.fileName,
      createdAt: document.createdAt,
      bytes: sql<number>`octet_length(${document.content})`,
    })
    .from(document)
    .where(and(eq(document.dealId, dealId), inArray(document.kind, ['quote', 'invoice'])))
    .orderBy(asc(document.createdAt));
}

async function readLateNotices(db: Db, dealId: string): Promise<DealFile['lateNotices']> {
  return db
    .select()
    .from(notice)
    .where(and(eq(notice.dealId, dealId), isNull(notice.doneAt), gt(notice.attempts, 0)))
    .orderBy(asc(notice.createdAt));
}

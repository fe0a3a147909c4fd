import { and, asc, eq, inArray, isNotNull, isNull, notInArray, type SQL, sql } from 'drizzle-orm';
import { stableId } from '../../db/ids.ts';
import { takerFor } from '../../db/people/hand-work-on.ts';
import { deal, humanTask, invoice, letter, type ReminderState, reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';
import type { InvoiceFacts } from '../../workflows/ports.ts';
import { leaveLetters } from '../letters/leave-letters.ts';

/** The row of an instalment's invoice: the same whenever it is planned again. */
export function instalmentInvoiceId(dealId: string, instalment: number): string {
  return stableId('inv', dealId, instalment);
}

export function reminderId(invoiceId: string, rung: string): string {
  return stableId('rem', invoiceId, rung);
}

/** Invoices and their ladders as rows. Numbers, sums and letters are written by the steps that make them. */
export async function projectInvoice(db: Db, dealId: string, event: DealEvent): Promise<void> {
  switch (event.type) {
    case 'invoice.review_required':
      return updateInvoice(db, instalmentInvoiceId(dealId, event.data.instalment), { status: 'review', reviewReason: event.data.review });
    case 'invoice.released':
      // The number may have been given already: the plan goes before the record, and an issued invoice is no draft.
      await db
        .update(invoice)
        .set({ status: 'draft' })
        .where(and(eq(invoice.id, instalmentInvoiceId(dealId, event.data.instalment)), isNull(invoice.number)));
      return;
    case 'invoice.refused':
      return updateInvoice(db, instalmentInvoiceId(dealId, event.data.instalment), { status: 'review', reviewReason: event.data.field ?? event.data.code });
    case 'invoice.issued':
    case 'reminder.planned':
      return keepPlan(db, dealId, { facts: event.data, at: event.at });
    case 'invoice.sent':
      await db
        .update(invoice)
        .set({ sentAt: event.at, delivery: sql`case when ${invoice.viewedAt} is not null then 'viewed' else 'sent' end` })
        .where(eq(invoice.id, event.data.invoiceId));
      return;
    case 'reminder.skipped':
      return skip(db, { dealId, invoiceId: event.data.invoiceId, rung: event.data.rung, reason: event.data.reason, at: event.at, dueAt: event.data.dueAt });
    default:
      return;
  }
}

/** `isRepeated`: the same matter may be told again though nothing new has come, so what a person has done stays done. */
type Work = Readonly<{ dealId: string; invoiceId: string; kind: string; reason: string; at: string; assigneeId?: string; isRepeated?: boolean }>;

/**
 * Opens work for a person, once per deal, invoice and kind; where no assignee is named it is for the deal's owner, or whoever has the work of an owner who has left. A new fact opens it
 * again, whoever had closed it and whatever for: otherwise nobody would learn of it (INV-7).
 */
export async function openTask(db: Db, { isRepeated = false, ...task }: Work): Promise<void> {
  const { dealId, invoiceId, kind, reason, at } = task;
  const assigneeId = task.assigneeId ?? (await ownerAtWork(db, dealId));
  await db
    .insert(humanTask)
    .values({ id: stableId('hum', dealId, invoiceId, kind), dealId, invoiceId, kind, reason, createdAt: at, assigneeId })
    .onConflictDoUpdate({
      target: humanTask.id,
      set: { reason, assigneeId, createdAt: at, doneAt: null, doneById: null, noteId: null },
      setWhere: isRepeated ? eq(humanTask.doneById, 'engine') : isNotNull(humanTask.doneAt),
    });
}

async function ownerAtWork(db: Db, dealId: string): Promise<string> {
  const [row] = await db.select({ ownerId: deal.ownerId }).from(deal).where(eq(deal.id, dealId));
  if (!row) throw new Error(`there is no deal ${dealId}`);
  return takerFor(db, row.ownerId);
}

/** The work is done, or there is nothing left to do; by the engine itself. */
export async function closeTasks(db: Db, invoiceId: string, { kinds, at }: { kinds: readonly string[]; at: string }): Promise<void> {
  await db
    .update(humanTask)
    .set({ doneAt: at, doneById: 'engine' })
    .where(and(eq(humanTask.invoiceId, invoiceId), inArray(humanTask.kind, [...kinds]), isNull(humanTask.doneAt)));
}

async function keepPlan(db: Db, dealId: string, { facts, at }: { facts: InvoiceFacts; at: string }): Promise<void> {
  if (facts.rungs.length === 0) return;
  await updateInvoice(db, facts.invoiceId, { plan: facts.rungs });
  await dropRungs(db, { invoiceId: facts.invoiceId, planned: facts.rungs.map(({ rung }) => rung), at });
  for (const { rung, reason, at: dueAt } of facts.rungs.filter(r => r.outcome === 'skipped' && r.at <= at)) {
    await skip(db, { dealId, invoiceId: facts.invoiceId, rung, reason, at, dueAt });
  }
}

/**
 * Rungs that are held or wait for the mail server, and that the new plan of their invoice has no more: another policy was taken on, and they are skipped.
 * One whose text has begun keeps its fate. The invoice is locked by whoever asks; letters are locked before rungs (letters/kin.ts).
 */
async function dropRungs(db: Db, { invoiceId, planned, at }: { invoiceId: string; planned: readonly string[]; at: string }): Promise<void> {
  const dropped = and(eq(reminder.invoiceId, invoiceId), inArray(reminder.state, waiting), notInArray(reminder.rung, [...planned]));
  const rows = await db.select({ letterId: reminder.letterId }).from(reminder).where(dropped);
  if (rows.length === 0) return;
  const letterIds = await lockLetters(db, rows);
  await db
    .update(reminder)
    .set({ state: 'skipped', reason: 'policy_change', ...boundAs(invoiceId) })
    .where(dropped);
  await leaveLetters(db, letterIds, 'policy_change');
  await closeTasks(db, invoiceId, { kinds: ['held_letter', 'stale_bank_data'], at });
}

/** Rungs whose letter has not begun: held, or waiting for the mail server. */
const waiting = ['held', 'claimed'] as const satisfies readonly ReminderState[];

async function lockLetters(db: Db, rows: readonly Readonly<{ letterId: string | null }>[]): Promise<string[]> {
  const letterIds = rows.flatMap(({ letterId }) => letterId ?? []);
  if (letterIds.length > 0) await db.select({ id: letter.id }).from(letter).where(inArray(letter.id, letterIds)).orderBy(asc(letter.id)).for('update');
  return letterIds;
}

/** The letter in which a rung waits, locked after its invoice (letters/kin.ts); none where the rung has none, or its text has begun. */
async function letterLeftBy(db: Db, { invoiceId, rung }: { invoiceId: string; rung: string }): Promise<string[]> {
  const rows = await db
    .select({ letterId: reminder.letterId })
    .from(reminder)
    .where(and(eq(reminder.id, reminderId(invoiceId, rung)), inArray(reminder.state, waiting), isNotNull(reminder.letterId)));
  if (rows.length === 0) return [];
  await db.select({ id: invoice.id }).from(invoice).where(eq(invoice.id, invoiceId)).for('update');
  return lockLetters(db, rows);
}

/** The record of a rung that does not go. Its letter has nothing more to say where no other rung stands in it. */
async function skip(db: Db, fate: { dealId: string; invoiceId: string; rung: string; reason: string | null; at: string; dueAt: string }): Promise<void> {
  const { dealId, invoiceId, rung, reason, at, dueAt } = fate;
  const letterIds = await letterLeftBy(db, fate);
  await db
    .insert(reminder)
    .values({ id: reminderId(invoiceId, rung), invoiceId, dealId, rung, state: 'skipped', reason, dueAt, claimedAt: at, ...boundAs(invoiceId) })
    .onConflictDoUpdate({ target: [reminder.invoiceId, reminder.rung], set: { state: 'skipped', reason }, setWhere: inArray(reminder.state, waiting) });
  await leaveLetters(db, letterIds, reason ?? 'missed');
}

/** The policy version that the invoice is bound to. */
function boundAs(invoiceId: string) {
  const of = (column: typeof invoice.reminderPolicyId | typeof invoice.reminderPolicyVersion) => sql`(select ${column} from ${invoice} where ${invoice.id} = ${invoiceId})`;
  return { policyId: of(invoice.reminderPolicyId) as SQL<string>, policyVersion: of(invoice.reminderPolicyVersion) as SQL<number> };
}

async function updateInvoice(db: Db, id: string, change: Partial<typeof invoice.$inferInsert>): Promise<void> {
  await db
    .update(invoice)
    .set(change)
    .where(and(eq(invoice.id, id)));
}

import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { lockAddressWork, openAddressTask } from '../../db/delivery/address-task.ts';
import { sentByHand } from '../../db/delivery/sent-by-hand.ts';
import { customer, humanTask, invoice, letter, reminder } from '../../db/schema/index.ts';
import { openTask } from '../../db/tasks/open-task.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { type AddressOnRecord, hasLivingAddress } from '../../domain/delivery/living-address.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';
import { copyToColleagues } from '../letters/copy-to-colleagues.ts';
import { closeTasks, reminderId } from './project-invoice.ts';

/** What became of letters after they were sent, what is watched over, and the work that follows for people (Q2C.md 4). */
export async function projectDelivery(db: Db, dealId: string, event: DealEvent): Promise<void> {
  switch (event.type) {
    case 'invoice.sent':
      return closeTasks(db, event.data.invoiceId, { kinds: ['not_sent'], at: event.at });
    case 'invoice.undeliverable':
      return keepUndelivered(db, dealId, event);
    case 'invoice.viewed':
      return keepOpening(db, event.data.invoiceId, { at: event.at, receiptConfirmedAt: null });
    case 'receipt.confirmed':
      return keepOpening(db, event.data.invoiceId, { at: event.at, receiptConfirmedAt: event.at });
    case 'reminder.unresolved':
      return keepUnresolved(db, dealId, event);
    case 'letter.returned':
      return keepReturn(db, dealId, event);
    case 'letter.complained':
      return openTask(db, { dealId, invoiceId: event.data.invoiceId, kind: 'complaint', reason: 'complaint', at: event.at });
    case 'letter.settled':
      return keepSettled(db, event);
    case 'payment.received':
      return event.data.amountMinor < 0 ? collectAgain(db, event.data.invoiceId, event.at) : undefined;
    case 'reminder.released':
      return closeTasks(db, event.data.invoiceId, { kinds: ['held_letter', 'stale_bank_data'], at: event.at });
    case 'reminder.skipped':
      if (event.data.reason === 'by_decision') await closeTasks(db, event.data.invoiceId, { kinds: ['held_letter', 'stale_bank_data'], at: event.at });
      return;
    case 'address.changed':
      await lockAddressWork(db, dealId);
      await db
        .update(humanTask)
        .set({ doneAt: event.at, doneById: 'engine' })
        .where(and(eq(humanTask.dealId, dealId), sql`${humanTask.kind} in ('check_address', 'letter_undeliverable')`, isNull(humanTask.doneAt)));
      return;
    case 'watch.raised':
      return raise(db, dealId, event);
    default:
      return;
  }
}

/** The first opening counts, whatever came back before: somebody has the invoice. */
async function keepOpening(db: Db, invoiceId: string, { at, receiptConfirmedAt }: { at: string; receiptConfirmedAt: string | null }): Promise<void> {
  await db
    .update(invoice)
    .set({ viewedAt: sql`coalesce(${invoice.viewedAt}, ${at})`, delivery: 'viewed', ...(receiptConfirmedAt ? { receiptConfirmedAt } : {}) })
    .where(eq(invoice.id, invoiceId));
  await closeTasks(db, invoiceId, { kinds: ['never_opened', 'not_sent'], at });
}

/** The rung of a letter that came back was in vain, and the reason stands with it; who has the deal looks after the address. */
async function keepReturn(db: Db, dealId: string, { data, at }: Extract<DealEvent, { type: 'letter.returned' }>): Promise<void> {
  const { invoiceId, rung, reason } = data;
  const [row] = await db.select({ status: invoice.status }).from(invoice).where(eq(invoice.id, invoiceId)).for('update');
  if (rung !== null)
    await db
      .update(reminder)
      .set({ state: 'undeliverable', reason })
      .where(eq(reminder.id, reminderId(invoiceId, rung)));
  if (rung === null || reason === 'address_dead') await db.update(invoice).set({ delivery: 'bounced' }).where(eq(invoice.id, invoiceId));
  await closeIfKnown(db, invoiceId, at);
  if (row?.status !== 'open') return;
  if (reason === 'address_dead') return openAddressTask(db, { dealId, invoiceId, reason, at });
  return openTask(db, { dealId, invoiceId, kind: rung === null ? 'check_address' : 'letter_undeliverable', reason, at });
}

/** The letter with the invoice did not leave. Whether one without an answer has arrived is not known: nothing has come back, and a person finds out. */
async function keepUndelivered(db: Db, dealId: string, { data, at }: Extract<DealEvent, { type: 'invoice.undeliverable' }>): Promise<void> {
  const { invoiceId, outcome } = data;
  const work = { dealId, invoiceId, reason: data.reason ?? outcome, at };
  if (outcome === 'verify') return openTask(db, { ...work, kind: 'letter_verify' });
  await db.update(invoice).set({ delivery: 'bounced' }).where(eq(invoice.id, invoiceId));
  const payer = await addressOf(db, invoiceId);
  return payer && !hasLivingAddress(payer) ? openAddressTask(db, work) : openTask(db, { ...work, kind: 'check_address' });
}

async function addressOf(db: Db, invoiceId: string): Promise<AddressOnRecord | undefined> {
  const [payer] = await db
    .select({ email: customer.email, emailDeadReason: customer.emailDeadReason })
    .from(invoice)
    .innerJoin(customer, eq(customer.id, invoice.customerId))
    .where(eq(invoice.id, invoiceId));
  return payer;
}

/** The mail server refused the letter of a rung, or gave no answer: what is to be done depends on what it said of the address. */
async function keepUnresolved(db: Db, dealId: string, { data, at }: Extract<DealEvent, { type: 'reminder.unresolved' }>): Promise<void> {
  const { invoiceId, outcome, reason } = data;
  const payer = await addressOf(db, invoiceId);
  if (outcome === 'verify' || !payer?.emailDeadReason) return openTask(db, { dealId, invoiceId, kind: `letter_${outcome}`, reason: reason ?? outcome, at });
  await db.update(invoice).set({ delivery: 'bounced' }).where(eq(invoice.id, invoiceId));
  await openAddressTask(db, { dealId, invoiceId, reason: 'address_dead', at });
}

/**
 * What a person has found out of a letter without an answer: it stands as sent, or it is as if its text had never begun to travel. So does
 * every rung that stands in it, of other deals as well: they share the letter, and go with it again. Letter before rungs (letters/kin.ts).
 */
async function keepSettled(db: Db, { data, at }: Extract<DealEvent, { type: 'letter.settled' }>): Promise<void> {
  const { letterId, invoiceId, rung, outcome } = data;
  const [found] = await db.select({ begunAt: letter.dataStartedAt }).from(letter).where(eq(letter.id, letterId)).for('update');
  const [own] =
    rung === null
      ? [found]
      : await db
          .select({ begunAt: reminder.dataStartedAt })
          .from(reminder)
          .where(eq(reminder.id, reminderId(invoiceId, rung)));
  // Another deal of the letter was quicker: what is said of the first text says nothing of the one that has gone since.
  const isOfBefore = outcome === 'send_again' && Date.parse(own?.begunAt ?? at) > Date.parse(at);
  if (isOfBefore) return;
  const fate = outcome === 'arrived' ? ({ state: 'sent', sentAt: sql`data_started_at` } as const) : ({ state: 'claimed', dataStartedAt: null } as const);
  await db
    .update(letter)
    .set({ ...fate, lastError: null, nextAttemptAt: null })
    .where(and(eq(letter.id, letterId), eq(letter.state, 'verify')));
  const rungs = await db
    .update(reminder)
    .set({ ...fate, reason: null })
    .where(and(eq(reminder.letterId, letterId), eq(reminder.state, 'verify')))
    .returning({ invoiceId: reminder.invoiceId, dealId: reminder.dealId, rung: reminder.rung });
  // What has arrived after all has gone, and is copied as such; a rung that goes again is copied when it has.
  for (const arrived of rungs) await copyToColleagues(db, { ...arrived, now: at });
  for (const id of new Set([invoiceId, ...rungs.map(row => row.invoiceId)])) await closeIfKnown(db, id, at);
}

/** Nobody has to find out any more once it is known of every letter that the deal follows what became of it. */
async function closeIfKnown(db: Db, invoiceId: string, at: string): Promise<void> {
  const rungs = await db.$count(reminder, and(eq(reminder.invoiceId, invoiceId), eq(reminder.state, 'verify')));
  const letters = await db
    .select({ id: letter.id })
    .from(letter)
    .where(and(eq(letter.invoiceId, invoiceId), eq(letter.kind, 'invoice'), eq(letter.state, 'verify')));
  const byHand = letters.length === 0 ? null : await sentByHand(db, invoiceId);
  if (rungs === 0 && letters.every(({ id }) => byHand?.has(id))) await closeTasks(db, invoiceId, { kinds: ['letter_verify'], at });
}

/** Money was taken back: whoever collected before it came collects again, also where he had said that the work was done. */
async function collectAgain(db: Db, invoiceId: string, at: string): Promise<void> {
  const [row] = await db.select({ status: invoice.status }).from(invoice).where(eq(invoice.id, invoiceId));
  if (row?.status !== 'open') return;
  await db
    .update(humanTask)
    .set({ createdAt: at, doneAt: null, doneById: null })
    .where(and(eq(humanTask.invoiceId, invoiceId), eq(humanTask.kind, 'manual_collection'), isNotNull(humanTask.doneAt)));
}

const taskOf = { not_sent: 'not_sent', never_opened: 'never_opened', opened_unpaid: 'call' } as const;

/** A watch has run out. The invoice is locked and looked at once more: what was settled in the meantime is nobody's work. */
async function raise(db: Db, dealId: string, { data, at }: Extract<DealEvent, { type: 'watch.raised' }>): Promise<void> {
  const { invoiceId, watch, reason } = data;
  const [row] = await db.select().from(invoice).where(eq(invoice.id, invoiceId)).for('update');
  if (row?.status !== 'open' || row.grossMinor - row.creditedMinor - row.paidMinor <= 0) return;
  const settled = watch === 'not_sent' ? row.sentAt !== null : watch === 'never_opened' ? row.viewedAt !== null : row.viewedAt === null;
  if (!settled) await openTask(db, { dealId, invoiceId, kind: taskOf[watch], reason, at });
}

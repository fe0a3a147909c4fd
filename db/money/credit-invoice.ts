import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { stableId } from '../ids.ts';
import { creditNote, dealOutbox, hold, humanTask, invoice } from '../schema/index.ts';
import { type Db, unitOfWork } from '../unit-of-work.ts';
import type { Decision } from './allocate-payment.ts';
import { type LockedInvoice, lockInvoices } from './open-invoices.ts';

/** `key` names the note: the same key never credits twice. Without a sum it is for everything that is left. `noteId`: the reason as the process knows it. */
export type CreditOrder = Readonly<{ invoiceId: string; key: string; amountMinor: number | null; isVoid: boolean; reason: string; noteId: string | null }>;

/**
 * Takes a part of an invoice off its debt by a credit note, or voids it whole; a voided invoice keeps its number (Q2C.md 4). It takes the lock that the claim
 * of a rung takes, so that no letter names a sum that is not owed. Throws `invoice_not_open`, `amount_out_of_range`, and `money_allocated` where
 * money stands on an invoice to be voided. Answers the outbox ids.
 */
export async function creditInvoice(pool: Pool, order: CreditOrder, { actor, now }: Decision): Promise<string[]> {
  return unitOfWork(pool, async db => {
    const row = (await lockInvoices(db, [order.invoiceId])).get(order.invoiceId);
    if (!row) throw new RuleViolation('not_found', `There is no invoice ${order.invoiceId}.`);
    const id = stableId('crn', order.key);
    const [known] = await db.select({ id: creditNote.id }).from(creditNote).where(eq(creditNote.id, id));
    if (known || (order.isVoid && row.status === 'void')) return known ? [id] : [];
    const amountMinor = creditable(row, order);
    const at = new Date(Date.parse(now) + row.clockAheadMs).toISOString();
    await db.insert(creditNote).values({ id, invoiceId: row.id, amountMinor, reason: order.reason, authorType: actor.type, authorId: actor.id, createdAt: at });
    await takeOff(db, row, { amountMinor, at });
    const payload = { invoice_id: row.id, credit_id: id, amount_minor: amountMinor, void: order.isVoid, note_id: order.noteId, command_id: id, actor };
    await db.insert(dealOutbox).values({ id, dealId: row.dealId, message: 'invoice_credited', payload, createdAt: now });
    return [id];
  });
}

function creditable({ status, number, id, remainingMinor, paidMinor }: LockedInvoice, { amountMinor, isVoid }: CreditOrder): number {
  if (status !== 'open') throw new RuleViolation('invoice_not_open', `The invoice ${number ?? id} is ${status}.`, { status });
  if (isVoid && paidMinor > 0) throw new RuleViolation('money_allocated', `${paidMinor} minor units are allocated to the invoice ${number ?? id}.`, { allocated_minor: paidMinor });
  const wanted = amountMinor ?? remainingMinor;
  if (wanted > 0 && wanted <= remainingMinor) return wanted;
  throw new RuleViolation('amount_out_of_range', `The invoice ${number ?? id} has ${remainingMinor} left to pay (in minor units).`, { pointer: '#/amount', rest_minor: remainingMinor });
}

/**
 * With nothing left the invoice is settled: paid as far as money came, else void; its shipment runs again, and nobody has work with it. The customer's
 * address stays somebody's until the deal hears of it, which passes that work on to the next debt (activities/record/end-tasks.ts).
 */
async function takeOff(db: Db, row: LockedInvoice, { amountMinor, at }: { amountMinor: number; at: string }): Promise<void> {
  const isSettled = amountMinor === row.remainingMinor;
  const status = row.paidMinor > 0 ? ({ status: 'paid', paidAt: at } as const) : ({ status: 'void' } as const);
  await db
    .update(invoice)
    .set({ creditedMinor: sql`${invoice.creditedMinor} + ${amountMinor}`, ...(isSettled ? status : {}) })
    .where(eq(invoice.id, row.id));
  if (!isSettled) return;
  await db
    .update(hold)
    .set({ liftedAt: at, liftedBy: row.paidMinor > 0 ? 'paid' : 'closed' })
    .where(and(eq(hold.invoiceId, row.id), isNull(hold.liftedAt)));
  await db
    .update(humanTask)
    .set({ doneAt: at, doneById: 'engine' })
    .where(and(eq(humanTask.invoiceId, row.id), isNull(humanTask.doneAt), ne(humanTask.kind, 'check_address')));
}

import { eq, sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { recordChange } from '../changes/record-change.ts';
import { stableId } from '../ids.ts';
import { allocation, deal, humanTask, payment } from '../schema/index.ts';
import { type Db, unitOfWork } from '../unit-of-work.ts';
import type { Decision } from './allocate-payment.ts';
import { lockPayment } from './lock-payment.ts';
import { type LockedInvoice, lockInvoices } from './open-invoices.ts';
import { type Part, placeAllocations } from './place-allocations.ts';

/**
 * Takes back what a payment was placed on: all of it, or the allocations named. Each is undone by a row of its own, so the record stays whole; invoices that were paid are open again.
 * What is undone already is passed over. Throws `not_found` for a payment or allocation that is not there. Answers the outbox ids.
 */
export async function unallocatePayment(pool: Pool, { paymentId, allocationIds }: { paymentId: string; allocationIds: readonly string[] | null }, { actor, now }: Decision): Promise<string[]> {
  return unitOfWork(pool, async db => {
    await lockPayment(db, paymentId);
    const parts = await partsToUndo(db, paymentId, allocationIds);
    if (parts.length === 0) return [];
    const locked = await lockInvoices(db, [...new Set(parts.map(part => part.invoiceId))].sort());
    const undone = parts.map(({ invoiceId, amountMinor, undoesId }) => ({ allocationId: undoesId, invoiceId, amountMinor: -amountMinor }));
    await recordChange(db, { actor, now }, { what: 'payment.unallocated', subjectId: paymentId, before: { allocations: undone }, after: null });
    const outboxIds = await placeAllocations(db, { parts, locked, actor, now });
    await db.update(payment).set({ status: 'to_review' }).where(eq(payment.id, paymentId));
    await giveReopenedDebts(db, [...locked.values()], now);
    return outboxIds;
  });
}

async function partsToUndo(db: Db, paymentId: string, allocationIds: readonly string[] | null): Promise<Part[]> {
  const placed = await db.select().from(allocation).where(eq(allocation.paymentId, paymentId));
  const undone = new Set(placed.map(row => row.undoesId));
  const missing = allocationIds?.find(id => !placed.some(row => row.id === id && row.undoesId === null));
  if (missing !== undefined) throw new RuleViolation('not_found', `The payment has no allocation ${missing}.`, { pointer: '#/allocation_ids' });
  return placed
    .filter(row => row.undoesId === null && !undone.has(row.id) && (allocationIds === null || allocationIds.includes(row.id)))
    .map(({ id, invoiceId, amountMinor }) => ({ paymentId, invoiceId, amountMinor: -amountMinor, undoesId: id, evidence: [{ kind: 'undone', detail: id }] }));
}

/** A deal that has ended has no process to chase the debt again, so its owner gets it as a task: an open debt always has a timer or a person (INV-7). */
async function giveReopenedDebts(db: Db, invoices: readonly LockedInvoice[], now: string): Promise<void> {
  for (const { id: invoiceId, dealId } of invoices.filter(row => row.dealClosedAt !== null)) {
    const [row] = await db.select({ ownerId: deal.ownerId }).from(deal).where(eq(deal.id, dealId));
    const task = { id: stableId('hum', dealId, invoiceId, 'payment_undone'), dealId, invoiceId, kind: 'payment_undone', assigneeId: row?.ownerId ?? null, reason: 'payment_undone', createdAt: now };
    await db
      .insert(humanTask)
      .values(task)
      .onConflictDoUpdate({ target: humanTask.id, set: { createdAt: now, doneAt: null, doneById: null }, setWhere: sql`${humanTask.doneAt} is not null` });
  }
}

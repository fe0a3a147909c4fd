import { eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { recordChange } from '../changes/record-change.ts';
import { allocation, payment } from '../schema/index.ts';
import { type Db, unitOfWork } from '../unit-of-work.ts';
import type { Decision } from './allocate-payment.ts';
import { lockPayment } from './lock-payment.ts';
import { lockInvoices } from './open-invoices.ts';
import { type Part, placeAllocations } from './place-allocations.ts';
import { giveReopenedDebt } from './reopened-debts.ts';

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
    for (const { id, dealId, dealClosedAt } of locked.values()) if (dealClosedAt !== null) await giveReopenedDebt(db, { dealId, invoiceId: id, undoneAt: now });
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

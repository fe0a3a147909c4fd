import { and, asc, eq, inArray, or } from 'drizzle-orm';
import type { PauseInterval } from '../../domain/dunning/pauses.ts';
import { reminder, reminderPause } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type FateRow = typeof reminder.$inferSelect;

/** Every interval that covers an invoice: its own, its deal's, its customer's and the whole company's; one that was ended early ends there. */
export async function readCoveringPauses(db: Db, row: { id: string; dealId: string; customerId: string }): Promise<Required<PauseInterval>[]> {
  const scoped = (scope: 'invoice' | 'deal' | 'customer', id: string) => and(eq(reminderPause.scope, scope), eq(reminderPause.scopeId, id));
  const pauses = await db
    .select()
    .from(reminderPause)
    .where(or(scoped('invoice', row.id), scoped('deal', row.dealId), scoped('customer', row.customerId), eq(reminderPause.scope, 'company')));
  return pauses.map(({ fromAt, untilAt, endedAt, kind }) => ({ fromAt, untilAt: endedAt && endedAt < untilAt ? endedAt : untilAt, kind }));
}

/** What became of the rungs of some invoices so far. */
export async function readFates(db: Db, invoiceIds: readonly string[]): Promise<FateRow[]> {
  if (invoiceIds.length === 0) return [];
  return db
    .select()
    .from(reminder)
    .where(inArray(reminder.invoiceId, [...invoiceIds]))
    .orderBy(asc(reminder.dueAt), asc(reminder.rung));
}

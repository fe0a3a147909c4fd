import { asc, sql } from 'drizzle-orm';
import { reminder } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type FateRow = typeof reminder.$inferSelect;

/** What became of the rungs of some invoices so far, however many. */
export async function readFates(db: Db, invoiceIds: readonly string[]): Promise<FateRow[]> {
  if (invoiceIds.length === 0) return [];
  return db
    .select()
    .from(reminder)
    .where(sql`${reminder.invoiceId} = any(${sql.param([...invoiceIds])})`)
    .orderBy(asc(reminder.dueAt), asc(reminder.rung));
}

import { and, desc, eq } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { reminderPause } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type DisputeRow = typeof reminderPause.$inferSelect;

/** A dispute of an invoice: the one named, or the one opened last. Throws `not_found`. */
export async function readDispute(db: Db, { invoiceId, disputeId }: { invoiceId: string; disputeId: string | null }): Promise<DisputeRow> {
  const ofInvoice = and(eq(reminderPause.scope, 'invoice'), eq(reminderPause.scopeId, invoiceId), eq(reminderPause.kind, 'dispute'));
  const [row] = await db
    .select()
    .from(reminderPause)
    .where(and(ofInvoice, disputeId === null ? undefined : eq(reminderPause.id, disputeId)))
    .orderBy(desc(reminderPause.fromAt))
    .limit(1);
  if (!row) throw new RuleViolation('not_found', 'There is no such dispute of this invoice.');
  return row;
}

import { eq, isNotNull } from 'drizzle-orm';
import { stableId } from '../ids.ts';
import { takerFor } from '../people/hand-work-on.ts';
import { deal, humanTask } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

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

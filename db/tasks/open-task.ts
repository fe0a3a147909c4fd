import { eq, isNotNull, sql } from 'drizzle-orm';
import { stableId } from '../ids.ts';
import { humanTask } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** `isRepeated`: the same matter may be told again though nothing new has come, so what a person has done stays done. */
type Work = Readonly<{ dealId: string; invoiceId: string; kind: string; reason: string; at: string; assigneeId?: string; isRepeated?: boolean }>;

/**
 * Opens work for a person, once per deal, invoice and kind; the assignee is the deal's owner where none is named. A new fact opens it
 * again, whoever had closed it and whatever for: otherwise nobody would learn of it (INV-7).
 */
export async function openTask(db: Db, { isRepeated = false, ...task }: Work): Promise<void> {
  const { dealId, invoiceId, kind, reason, at } = task;
  const assigneeId = task.assigneeId ?? sql<string>`(select owner_id from deal where id = ${dealId})`;
  await db
    .insert(humanTask)
    .values({ id: stableId('hum', dealId, invoiceId, kind), dealId, invoiceId, kind, reason, createdAt: at, assigneeId })
    .onConflictDoUpdate({
      target: humanTask.id,
      set: { reason, assigneeId, createdAt: at, doneAt: null, doneById: null, noteId: null },
      setWhere: isRepeated ? eq(humanTask.doneById, 'engine') : isNotNull(humanTask.doneAt),
    });
}

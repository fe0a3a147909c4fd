import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { hasLivingAddress } from '../../domain/delivery/living-address.ts';
import { mayBeDone } from '../../domain/delivery/may-be-done.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import { lockAddressWork, passAddressTaskOn } from '../delivery/address-task.ts';
import { customer, deal, humanTask, invoice, note, reminder } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type HumanTaskRecord = Readonly<{
  task: typeof humanTask.$inferSelect;
  deal: typeof deal.$inferSelect;
  customer: typeof customer.$inferSelect;
  invoice: typeof invoice.$inferSelect | null;
  comment: string | null;
}>;

export type HumanTaskQuery = Readonly<{
  status?: 'open' | 'done' | undefined;
  kind?: string | undefined;
  assigneeId?: string | undefined;
  dealId?: string | undefined;
  after: readonly string[] | null;
  limit: number;
}>;

/** Work for people, what waits longest first; one more than the page holds. */
export async function listHumanTasks(db: Db, { status, kind, assigneeId, dealId, after, limit }: HumanTaskQuery): Promise<HumanTaskRecord[]> {
  const wanted = and(
    status === undefined ? undefined : status === 'open' ? isNull(humanTask.doneAt) : isNotNull(humanTask.doneAt),
    kind === undefined ? undefined : eq(humanTask.kind, kind),
    assigneeId === undefined ? undefined : eq(humanTask.assigneeId, assigneeId),
    dealId === undefined ? undefined : eq(humanTask.dealId, dealId),
    after === null ? undefined : sql`(${humanTask.createdAt}, ${humanTask.id}) > (${after[0]}::timestamptz, ${after[1]})`,
  );
  return joined(db)
    .where(wanted)
    .orderBy(asc(humanTask.createdAt), asc(humanTask.id))
    .limit(limit + 1);
}

/** One piece of work; throws `not_found`. */
export async function readHumanTask(db: Db, id: string): Promise<HumanTaskRecord> {
  const [found] = await joined(db).where(eq(humanTask.id, id));
  if (!found) throw new RuleViolation('not_found', `There is no task ${id}.`);
  return found;
}

export type TaskDone = Readonly<{ id: string; by: By; noteId: string | null; at: string }>;

/**
 * A person has done the work; a second time changes nothing. Throws `not_found`, and `task_stays_open` where the matter itself is not
 * settled: what settles it closes the task.
 */
export async function finishHumanTask(db: Db, { id, by, noteId, at }: TaskDone): Promise<void> {
  const { task: asked } = await readHumanTask(db, id);
  if (asked.kind === 'check_address') await lockAddressWork(db, asked.dealId);
  const [task] = await db.select().from(humanTask).where(eq(humanTask.id, id)).for('update');
  if (!task || task.doneAt !== null) return;
  const { invoice: about, customer: payer } = await readHumanTask(db, id);
  const held = and(eq(reminder.invoiceId, task.invoiceId ?? ''), eq(reminder.state, 'held'), eq(reminder.reason, 'stale_bank_data'));
  const facts = {
    kind: task.kind,
    isInvoiceOpen: about?.status === 'open',
    isAddressDead: !hasLivingAddress(payer),
    isLetterHeld: (await db.$count(reminder, held)) > 0,
  };
  if (!mayBeDone(facts)) throw new RuleViolation('task_stays_open', 'The matter of this task is not settled yet; what settles it closes the task.', { kind: task.kind });
  await db.update(humanTask).set({ doneAt: at, doneById: by.actor.id, noteId }).where(eq(humanTask.id, id));
  await passAddressTaskOn(db, task, { closingDealId: null, realNow: by.now });
  await recordChange(db, by, { what: 'human_task.done', subjectId: id, before: null, after: { kind: task.kind, noteId } });
}

function joined(db: Db) {
  return db
    .select({ task: humanTask, deal, customer, invoice, comment: note.text })
    .from(humanTask)
    .innerJoin(deal, eq(deal.id, humanTask.dealId))
    .innerJoin(customer, eq(customer.id, deal.customerId))
    .leftJoin(invoice, eq(invoice.id, humanTask.invoiceId))
    .leftJoin(note, eq(note.id, humanTask.noteId))
    .$dynamic();
}

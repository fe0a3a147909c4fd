import { and, asc, eq, inArray } from 'drizzle-orm';
import { approvalTask, customer, deal, dealEvent, note, packageVersion } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { CustomerRow, DealRow, EventRow, TaskRow, VersionRow } from './read-deal-file.ts';

/** One approval step with everything its page speaks of: the version in question, the versions before, and every step of the deal. */
export type TaskFile = Readonly<{
  task: TaskRow;
  deal: DealRow;
  customer: CustomerRow;
  version: VersionRow;
  versions: readonly VersionRow[];
  tasks: readonly TaskRow[];
  /** Submissions, openings, hand-overs and new plans, in their order. */
  events: readonly EventRow[];
  notes: ReadonlyMap<string, string>;
}>;

const told = ['deal.submitted', 'approval.requested', 'approval.handed_over', 'approval.replanned'];

/** The file of a step, or null where there is none of that id. */
export async function readTaskFile(db: Db, taskId: string): Promise<TaskFile | null> {
  const [found] = await db.select().from(approvalTask).innerJoin(deal, eq(deal.id, approvalTask.dealId)).innerJoin(customer, eq(customer.id, deal.customerId)).where(eq(approvalTask.id, taskId));
  if (!found) return null;
  const dealId = found.deal.id;
  const [versions, tasks, events, notes] = await Promise.all([
    db.select().from(packageVersion).where(eq(packageVersion.dealId, dealId)).orderBy(asc(packageVersion.version)),
    db.select().from(approvalTask).where(eq(approvalTask.dealId, dealId)).orderBy(asc(approvalTask.round), asc(approvalTask.version), asc(approvalTask.position)),
    db
      .select()
      .from(dealEvent)
      .where(and(eq(dealEvent.dealId, dealId), inArray(dealEvent.type, told)))
      .orderBy(asc(dealEvent.n)),
    db.select({ id: note.id, text: note.text }).from(note).where(eq(note.dealId, dealId)),
  ]);
  const version = versions.find(row => row.id === found.approval_task.packageId);
  if (!version) return null;
  return { task: found.approval_task, deal: found.deal, customer: found.customer, version, versions, tasks, events, notes: new Map(notes.map(row => [row.id, row.text])) };
}

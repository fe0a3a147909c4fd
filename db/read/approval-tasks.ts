import { and, asc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { approvalTask, deal, dealEvent, decisionEvidence, note, packageVersion, type TaskStatus } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** `comment` and `evidence` of an approval that was kept are those with which it was given. */
export type TaskRecord = Readonly<{
  task: typeof approvalTask.$inferSelect;
  deal: typeof deal.$inferSelect;
  comment: string | null;
  versionHash: string | null;
  evidence: typeof decisionEvidence.$inferSelect | null;
}>;
export type TaskQuery = Readonly<{ status?: TaskStatus | undefined; personId?: string | undefined; dealId?: string | undefined; after: readonly string[] | null; limit: number }>;

const columns = { task: approvalTask, deal, comment: note.text, versionHash: packageVersion.hash, evidence: decisionEvidence };
/** The step in which a kept approval was given. */
const origin = alias(approvalTask, 'origin');

/** Approval tasks, the oldest rounds first; one more than the page holds, so that the asker sees whether there are more. */
export async function listTasks(db: Db, { status, personId, dealId, after, limit }: TaskQuery): Promise<TaskRecord[]> {
  const wanted = and(
    status === undefined ? undefined : eq(approvalTask.status, status),
    personId === undefined ? undefined : eq(approvalTask.personId, personId),
    dealId === undefined ? undefined : eq(approvalTask.dealId, dealId),
    after === null
      ? undefined
      : sql`(${approvalTask.expiresAt}, ${approvalTask.dealId}, ${approvalTask.position}, ${approvalTask.id}) > (${after[0]}::timestamptz, ${after[1]}, ${after[2]}::int, ${after[3]})`,
  );
  return select(db)
    .where(wanted)
    .orderBy(asc(approvalTask.expiresAt), asc(approvalTask.dealId), asc(approvalTask.position), asc(approvalTask.id))
    .limit(limit + 1);
}

/** One task with its deal; throws `not_found`. */
export async function readTask(db: Db, taskId: string): Promise<TaskRecord> {
  const [row] = await select(db).where(eq(approvalTask.id, taskId));
  if (!row) throw new RuleViolation('not_found', `There is no approval task ${taskId}.`);
  return row;
}

/** Everybody who has had a step and handed it over, so that it never goes in a circle. */
export async function readFormerHolders(db: Db, { id, dealId }: { id: string; dealId: string }): Promise<string[]> {
  const rows = await db
    .select({ data: dealEvent.data })
    .from(dealEvent)
    .where(and(eq(dealEvent.dealId, dealId), eq(dealEvent.type, 'approval.handed_over'), sql`${dealEvent.data}->>'taskId' = ${id}`));
  return rows.map(({ data }) => String(data.fromUserId));
}

function select(db: Db) {
  return db
    .select(columns)
    .from(approvalTask)
    .innerJoin(deal, eq(deal.id, approvalTask.dealId))
    .leftJoin(origin, eq(origin.id, approvalTask.keptFromId))
    .leftJoin(note, sql`${note.id} = coalesce(${approvalTask.noteId}, ${origin.noteId})`)
    .leftJoin(decisionEvidence, sql`${decisionEvidence.id} = coalesce(${approvalTask.evidenceId}, ${origin.evidenceId})`)
    .leftJoin(packageVersion, eq(packageVersion.id, approvalTask.packageId))
    .$dynamic();
}

import { and, asc, eq, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type ApprovalRole, approvalTask, deal, dealEvent, decisionEvidence, note, packageVersion, type TaskStatus } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** `comment` and `evidence` of an approval that was kept are those with which it was given. */
export type TaskRecord = Readonly<{
  task: typeof approvalTask.$inferSelect;
  deal: typeof deal.$inferSelect;
  comment: string | null;
  versionHash: string | null;
  evidence: typeof decisionEvidence.$inferSelect | null;
}>;
export type TaskOrder = 'expires_at' | 'due_at';
type Asked<T> = T | undefined;
export type TaskQuery = Readonly<{
  status?: Asked<TaskStatus>;
  personId?: Asked<string>;
  dealId?: Asked<string>;
  role?: Asked<ApprovalRole>;
  sort: TaskOrder;
  after: readonly string[] | null;
  limit: number;
}>;

const columns = { task: approvalTask, deal, comment: note.text, versionHash: packageVersion.hash, evidence: decisionEvidence };
/** The step in which a kept approval was given. */
const origin = alias(approvalTask, 'origin');

/** By which instant tasks stand in a list; a step that has not been opened has no deadline but that of its round. */
const instantOf = { expires_at: sql`${approvalTask.expiresAt}`, due_at: sql`coalesce(${approvalTask.dueAt}, ${approvalTask.expiresAt})` } as const satisfies Record<TaskOrder, SQL>;

/** The place of a task in a list, from which the next page goes on. */
export const placeInTasks =
  (sort: TaskOrder) =>
  ({ task }: TaskRecord): string[] => [sort === 'due_at' ? (task.dueAt ?? task.expiresAt) : task.expiresAt, task.dealId, String(task.position), task.id];

/** Approval tasks, the oldest rounds or the nearest deadlines first; one more than the page holds, so that the asker sees whether there are more. A person's tasks are those given to them and those escalated to them. */
export async function listTasks(db: Db, { status, personId, dealId, role, sort, after, limit }: TaskQuery): Promise<TaskRecord[]> {
  const instant = instantOf[sort];
  const wanted = and(
    status === undefined ? undefined : eq(approvalTask.status, status),
    personId === undefined ? undefined : or(eq(approvalTask.personId, personId), and(eq(approvalTask.superiorId, personId), isNotNull(approvalTask.escalatedAt))),
    dealId === undefined ? undefined : eq(approvalTask.dealId, dealId),
    role === undefined ? undefined : eq(approvalTask.role, role),
    after === null ? undefined : sql`(${instant}, ${approvalTask.dealId}, ${approvalTask.position}, ${approvalTask.id}) > (${after[0]}::timestamptz, ${after[1]}, ${after[2]}::int, ${after[3]})`,
  );
  return select(db)
    .where(wanted)
    .orderBy(asc(instant), asc(approvalTask.dealId), asc(approvalTask.position), asc(approvalTask.id))
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

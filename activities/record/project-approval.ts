import { and, eq, gt, inArray } from 'drizzle-orm';
import { stableId } from '../../db/ids.ts';
import { type ApprovalRole, approvalRoute, approvalTask, deal, linkToken, packageVersion } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';

/** The id of a step's task: the same whenever the same step is planned again. */
export function approvalTaskId(step: { dealId: string; round: number; version: number; position: number }): string {
  return stableId('apt', step.dealId, step.round, step.version, step.position);
}

/** Rounds and steps as rows: who is asked, since when, what was decided. */
export async function projectApproval(db: Db, dealId: string, event: DealEvent): Promise<void> {
  switch (event.type) {
    case 'quote.version_created': {
      const [version] = await db.select().from(packageVersion).where(eq(packageVersion.id, event.data.packageId));
      if (version) await db.update(deal).set({ netMinor: version.netMinor, vatMinor: version.vatMinor, grossMinor: version.grossMinor }).where(eq(deal.id, dealId));
      return;
    }
    case 'approval.round_started': {
      const { round, version, packageId, policyVersion, expiresAt, steps } = event.data;
      const [route] = await db.select({ steps: approvalRoute.steps }).from(approvalRoute).where(eq(approvalRoute.packageId, packageId));
      const asked = await askedFor(
        db,
        steps.flatMap(({ kept }) => kept?.taskId ?? []),
      );
      const rows = steps.map(({ role, kept }, position) => ({
        id: approvalTaskId({ dealId, round, version, position }),
        ...{ dealId, packageId, version, round, position, why: [...(route?.steps[position]?.why ?? [])], policyVersion, expiresAt },
        role: role as ApprovalRole,
        fieldsHash: route?.steps[position]?.fieldsHash ?? null,
        ...(kept
          ? {
              status: 'approved' as const,
              personId: asked.get(kept.taskId) ?? null,
              personVia: 'kept',
              decidedById: kept.byId,
              decidedAt: kept.at,
              keptFromId: kept.taskId,
              keptFromVersion: kept.version,
            }
          : { status: 'waiting' as const }),
      }));
      await db.insert(approvalTask).values(rows).onConflictDoNothing();
      return;
    }
    case 'approval.requested': {
      const { taskId, personId, personVia, superiorId, dueAt } = event.data;
      return updateTask(db, taskId, { status: 'open', personId, personVia, superiorId, dueAt, openedAt: event.at });
    }
    case 'approval.escalated':
      return updateTask(db, event.data.taskId, { escalatedAt: event.at });
    case 'approval.stuck':
      return updateTask(db, event.data.taskId, { stuckAt: event.at });
    case 'approval.decided': {
      const { taskId, decision, actsAt, noteId, evidenceId } = event.data;
      return updateTask(db, taskId, { status: decision, decidedAt: event.at, decidedById: event.actor.id, actsAt, noteId, evidenceId });
    }
    case 'approval.recalled':
      return updateTask(db, event.data.taskId, { status: 'open', decidedAt: null, decidedById: null, actsAt: null, noteId: null, evidenceId: null });
    case 'approval.handed_over':
      await revokeLinks(db, event.data.taskId, { personId: event.data.fromUserId, at: event.at });
      return updateTask(db, event.data.taskId, { personId: event.data.toUserId, personVia: 'handed_over' });
    case 'approval.replanned': {
      const { taskId, personId, personVia, superiorId, dueAt, expiresAt, fromUserId } = event.data;
      if (personId !== fromUserId) await revokeLinks(db, taskId, { personId: fromUserId, at: event.at });
      return updateTask(db, taskId, { personId, personVia, superiorId, dueAt, expiresAt });
    }
    case 'approval.superseded':
    case 'approval.withdrawn':
      await forgetUnacted(db, event.data.taskId, event.at);
      return closeUndecided(db, dealId, 'superseded');
    case 'approval.expired':
      return closeUndecided(db, dealId, 'expired');
    case 'deal.returned':
    case 'deal.closed':
      return closeUndecided(db, dealId, 'superseded');
    default:
      return;
  }
}

/** Whose steps those were: an approval may have been given with an API key, which is no person. */
async function askedFor(db: Db, taskIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  if (taskIds.length === 0) return new Map();
  const rows = await db
    .select({ id: approvalTask.id, personId: approvalTask.personId })
    .from(approvalTask)
    .where(inArray(approvalTask.id, [...taskIds]));
  return new Map(rows.map(row => [row.id, row.personId]));
}

async function updateTask(db: Db, id: string, change: Partial<typeof approvalTask.$inferInsert>): Promise<void> {
  await db.update(approvalTask).set(change).where(eq(approvalTask.id, id));
}

async function revokeLinks(db: Db, taskId: string, { personId, at }: { personId: string; at: string }): Promise<void> {
  await db
    .update(linkToken)
    .set({ revokedAt: at })
    .where(and(eq(linkToken.subjectId, taskId), eq(linkToken.personId, personId)));
}

/** A decision that was still within its undo window when the version went is none: it was never acted on. */
async function forgetUnacted(db: Db, taskId: string | null, at: string): Promise<void> {
  if (taskId === null) return;
  await db
    .update(approvalTask)
    .set({ status: 'superseded' })
    .where(and(eq(approvalTask.id, taskId), gt(approvalTask.actsAt, at)));
}

async function closeUndecided(db: Db, dealId: string, status: 'superseded' | 'expired'): Promise<void> {
  await db
    .update(approvalTask)
    .set({ status })
    .where(and(eq(approvalTask.dealId, dealId), inArray(approvalTask.status, ['open', 'waiting'])));
}

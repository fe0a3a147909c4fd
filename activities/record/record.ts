import { eq, sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { deal, dealEvent, notice } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';
import type { RecordInput } from '../../workflows/ports.ts';
import { projectApproval } from './project-approval.ts';
import { projectClosing } from './project-closing.ts';
import { projectInvoice } from './project-invoice.ts';
import { projectPause } from './project-pause.ts';

/** The clocks differ by a moment always; only a deal that was moved ahead differs by more. */
const clockNoiseMs = 2_000;

/**
 * Writes a deal's events and its read model in one transaction. Events that are recorded already are passed over,
 * so a repeat after a lost answer to COMMIT changes nothing (INV-6, INV-8).
 */
export async function recordEvents(pool: Pool, input: RecordInput): Promise<void> {
  await unitOfWork(pool, async db => {
    const [row] = await db.select({ revision: deal.revision }).from(deal).where(eq(deal.id, input.dealId)).for('update');
    if (!row) throw new Error(`deal ${input.dealId} is not in the database`);
    const fresh = input.events.filter(event => event.n > row.revision);
    const first = fresh[0];
    if (!first) return;
    if (first.n !== row.revision + 1) throw new Error(`deal ${input.dealId} is at ${row.revision}, the next event is ${first.n}`);
    await db.insert(dealEvent).values(fresh.map(event => toDbEvent(input.dealId, event, input.now)));
    for (const event of fresh) await project(db, input.dealId, event);
    await keepNotices(db, input);
    await updateDeal(db, input, row.revision + fresh.length);
  });
}

async function project(db: Db, dealId: string, event: DealEvent): Promise<void> {
  await projectApproval(db, dealId, event);
  await projectInvoice(db, dealId, event);
  await projectPause(db, dealId, event);
  await projectClosing(db, dealId, event);
}

/** The letters stand in the same transaction as their events; the relay sends them by the real clock, whatever the deal's own says. */
async function keepNotices(db: Db, { dealId, notices }: RecordInput): Promise<void> {
  if (notices.length === 0) return;
  const nextAttemptAt = new Date().toISOString();
  await db
    .insert(notice)
    .values(notices.map(input => ({ id: input.letterKey, dealId, input, createdAt: input.now, nextAttemptAt })))
    .onConflictDoNothing();
}

function toDbEvent(dealId: string, event: DealEvent, recordedAt: string): typeof dealEvent.$inferInsert {
  return { dealId, n: event.n, type: event.type, at: event.at, actor: event.actor, commandId: event.commandId, data: event.data, recordedAt };
}

async function updateDeal(db: Db, { dealId, view, now }: RecordInput, revision: number): Promise<void> {
  const aheadMs = Date.parse(now) - Date.now();
  await db
    .update(deal)
    .set({
      revision,
      stage: view.stage,
      waitingFor: view.waitingFor,
      holderType: view.holder.type,
      holderId: view.holder.id,
      waitingSince: view.since,
      nextAt: view.nextAt,
      nextCode: view.nextCode,
      nextRungAt: view.nextRungAt,
      overdue: view.overdue,
      paused: view.paused,
      stuckCode: view.stuckCode,
      ownerId: view.ownerId,
      packageId: view.packageId,
      packageVersion: view.packageVersion,
      clockAheadMs: aheadMs > clockNoiseMs ? aheadMs : 0,
      closedAt: view.closed ? view.since : null,
      startedAt: sql`coalesce(${deal.startedAt}, ${now})`,
    })
    .where(eq(deal.id, dealId));
}

import { eq, sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { deal, dealEvent } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';
import type { LetterInput, RecordInput } from '../../workflows/ports.ts';
import { identityOf } from './event-identity.ts';
import { noteNews } from './note-news.ts';
import { projectApproval } from './project-approval.ts';
import { projectClaim } from './project-claim.ts';
import { projectClosing } from './project-closing.ts';
import { projectDelivery } from './project-delivery.ts';
import { projectHold } from './project-hold.ts';
import { projectInvoice } from './project-invoice.ts';
import { projectOwner } from './project-owner.ts';
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
    const fresh = await unrecorded(db, input, row.revision);
    const revision = row.revision + fresh.length;
    // An attempt that was taken for dead and comes late has nothing new to tell, and an older view.
    if (fresh.length === 0 && (input.events.at(-1)?.n ?? 0) < revision) return;
    if (fresh.length > 0) await db.insert(dealEvent).values(fresh.map((event, index) => toDbEvent(input, event, row.revision + 1 + index)));
    for (const event of fresh) await project(db, input.dealId, event);
    await noteNews(db, newsOf(input, fresh));
    await updateDeal(db, input, revision);
  });
}

async function project(db: Db, dealId: string, event: DealEvent): Promise<void> {
  await projectApproval(db, dealId, event);
  await projectInvoice(db, dealId, event);
  await projectDelivery(db, dealId, event);
  await projectPause(db, dealId, event);
  await projectClaim(db, dealId, event);
  await projectHold(db, dealId, event);
  await projectOwner(db, dealId, event);
  await projectClosing(db, dealId, event);
}

/**
 * The events that are not on record yet; they get the numbers that follow there. A worker that dies after the commit and
 * before its task is in the history leaves events behind that the process then decides again, perhaps after others: they are
 * told by their identity, so none is lost and none is recorded twice, in whatever order they come the second time (INV-6, INV-8).
 * A record that lacks events which the process has decided has lost them, and is not written on.
 */
async function unrecorded(db: Db, { dealId, events }: RecordInput, revision: number): Promise<DealEvent[]> {
  const first = events[0];
  if (!first || first.n === revision + 1) return [...events];
  if (first.n > revision + 1) throw new Error(`deal ${dealId} is at ${revision}, the next event is ${first.n}`);
  const stored = await db.select({ type: dealEvent.type, commandId: dealEvent.commandId, at: dealEvent.at, data: dealEvent.data }).from(dealEvent).where(eq(dealEvent.dealId, dealId));
  const known = new Set(stored.map(identityOf));
  return events.filter(event => !known.has(identityOf(event)));
}

const newsOf = ({ notices }: RecordInput, fresh: readonly DealEvent[]): LetterInput[] => notices.filter(notice => fresh.some(event => event.n === notice.n)).map(({ letter }) => letter);

function toDbEvent({ dealId, now }: RecordInput, event: DealEvent, n: number): typeof dealEvent.$inferInsert {
  return { dealId, n, type: event.type, at: event.at, actor: event.actor, commandId: event.commandId, data: event.data, recordedAt: now };
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
      closedAt: view.closedAt,
      startedAt: sql`coalesce(${deal.startedAt}, ${now})`,
    })
    .where(eq(deal.id, dealId));
}

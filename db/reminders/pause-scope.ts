import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import { recordChange } from '../changes/record-change.ts';
import { stableId } from '../ids.ts';
import { type Actor, deal, dealOutbox, invoice, reminderPause } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** A pause wider than one deal. `scopeId` is the customer, or the company. */
export type WidePause = Readonly<{ scope: 'customer' | 'company'; scopeId: string }>;
export type WidePauseOrder = WidePause & Readonly<{ untilAt: string; reason: string; actor: Actor; commandId: string; now: string }>;

/**
 * Pauses the reminders of a customer or of the whole company. It takes the locks that the claim of a rung takes, so that no letter
 * slips through (HOUSE.md, Easy to get wrong, 3), and asks the open deals to plan anew. A pause that runs is replaced. Answers the outbox ids.
 * Both it and its end are noted as a change of the customer or the company.
 */
export async function pauseWide(db: Db, order: WidePauseOrder): Promise<string[]> {
  const { scope, scopeId, untilAt, reason, actor, commandId, now } = order;
  const dealIds = await lockDealsOf(db, order);
  const before = await endRunning(db, order, now);
  await db
    .insert(reminderPause)
    .values({ id: stableId('pau', commandId), scope, scopeId, fromAt: now, untilAt, reason, authorType: actor.type, authorId: actor.id, kind: 'pause', endedAt: null })
    .onConflictDoUpdate({ target: reminderPause.id, set: { untilAt, reason, endedAt: null } });
  await recordChange(db, order, { what: 'reminder_pause.set', subjectId: scopeId, before, after: { untilAt, reason } });
  return tellDeals(db, dealIds, order);
}

/** Ends such a pause at once; where none runs, nothing changes. Answers the outbox ids. */
export async function resumeWide(db: Db, order: WidePause & Readonly<{ actor: Actor; commandId: string; now: string }>): Promise<string[]> {
  const dealIds = await lockDealsOf(db, order);
  const ended = await endRunning(db, order, order.now);
  if (ended === null) return [];
  await recordChange(db, order, { what: 'reminder_pause.ended', subjectId: order.scopeId, before: ended, after: null });
  return tellDeals(db, dealIds, order);
}

/** The end of the pause that runs for a customer or the company, or null. */
export async function readWidePause(db: Db, { scope, scopeId }: WidePause, now: string): Promise<string | null> {
  const running = and(eq(reminderPause.scope, scope), eq(reminderPause.scopeId, scopeId), isNull(reminderPause.endedAt), gt(reminderPause.untilAt, now));
  const rows = await db.select({ untilAt: reminderPause.untilAt }).from(reminderPause).where(running).orderBy(asc(reminderPause.untilAt));
  return rows.at(-1)?.untilAt ?? null;
}

/** Answers what ran, null where nothing did. */
async function endRunning(db: Db, { scope, scopeId }: WidePause, now: string): Promise<Pick<typeof reminderPause.$inferSelect, 'untilAt' | 'reason'> | null> {
  const ended = await db
    .update(reminderPause)
    .set({ endedAt: now })
    .where(and(eq(reminderPause.scope, scope), eq(reminderPause.scopeId, scopeId), eq(reminderPause.kind, 'pause'), isNull(reminderPause.endedAt), gt(reminderPause.untilAt, now)))
    .returning({ untilAt: reminderPause.untilAt, reason: reminderPause.reason });
  return ended.at(-1) ?? null;
}

async function lockDealsOf(db: Db, { scope, scopeId }: WidePause): Promise<string[]> {
  const theirs = scope === 'customer' ? eq(invoice.customerId, scopeId) : undefined;
  const rows = await db
    .select({ dealId: invoice.dealId })
    .from(invoice)
    .where(and(eq(invoice.status, 'open'), theirs))
    .orderBy(asc(invoice.id))
    .for('update');
  return [...new Set(rows.map(row => row.dealId))];
}

/** Asks the deals that are open to plan their reminders anew; answers the outbox ids. */
export async function tellDeals(db: Db, dealIds: readonly string[], { actor, commandId, now }: { actor: Actor; commandId: string; now: string }): Promise<string[]> {
  if (dealIds.length === 0) return [];
  const open = await db
    .select({ id: deal.id })
    .from(deal)
    .where(and(inArray(deal.id, [...dealIds]), isNull(deal.closedAt)));
  const facts = open.map(({ id }) => ({ id: `pauses-${commandId}-${id}`, dealId: id, message: 'pauses_changed', payload: { command_id: `pauses-${commandId}`, actor }, createdAt: now }));
  if (facts.length > 0) await db.insert(dealOutbox).values(facts).onConflictDoNothing();
  return facts.map(fact => fact.id);
}

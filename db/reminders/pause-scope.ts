import { and, asc, eq, gt, isNull, lt, lte, type SQL } from 'drizzle-orm';
import { recordChange } from '../changes/record-change.ts';
import { stableId } from '../ids.ts';
import { openAmong, putFacts } from '../money/put-facts.ts';
import { type Actor, type IntervalOutcome, invoice, reminderPause } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** A pause wider than one deal. `scopeId` is the customer, or the company. */
export type WidePause = Readonly<{ scope: 'customer' | 'company'; scopeId: string }>;
type Order = WidePause & Readonly<{ actor: Actor; commandId: string; now: string }>;
export type WidePauseOrder = Order & Readonly<{ fromAt: string; untilAt: string; reason: string }>;

/**
 * Pauses the reminders of a customer or of the whole company. It takes the locks that the claim of a rung takes, so that no letter
 * slips through (HOUSE.md, Easy to get wrong, 3), and asks the open deals to plan anew. One that begins now takes the place of the one
 * that runs, one that begins later of those it overlaps. Both it and its end are noted as a change of the customer or the company.
 * Answers the outbox ids.
 */
export async function pauseWide(db: Db, order: WidePauseOrder): Promise<string[]> {
  const { scope, scopeId, fromAt, untilAt, reason, actor, commandId, now } = order;
  const dealIds = await lockDealsOf(db, order);
  const replaced = fromAt <= now ? lte(reminderPause.fromAt, now) : and(gt(reminderPause.fromAt, now), lt(reminderPause.fromAt, untilAt), gt(reminderPause.untilAt, fromAt));
  const before = await endOpen(db, order, { which: replaced, outcome: 'replaced' });
  await db
    .insert(reminderPause)
    .values({ id: stableId('pau', commandId), scope, scopeId, fromAt, untilAt, reason, authorType: actor.type, authorId: actor.id, kind: 'pause' })
    .onConflictDoNothing();
  await recordChange(db, order, { what: 'reminder_pause.set', subjectId: scopeId, before, after: { ...(fromAt > now ? { fromAt } : {}), untilAt, reason } });
  return tellDeals(db, dealIds, order);
}

/** Ends such pauses at once, those to come included, or the one that is named; where there is none, nothing changes. Answers the outbox ids. */
export async function resumeWide(db: Db, order: Order & Readonly<{ pauseId?: string }>): Promise<string[]> {
  const dealIds = await lockDealsOf(db, order);
  const ended = await endOpen(db, order, { which: order.pauseId === undefined ? undefined : eq(reminderPause.id, order.pauseId), outcome: 'ended' });
  if (ended === null) return [];
  await recordChange(db, order, { what: 'reminder_pause.ended', subjectId: order.scopeId, before: ended, after: null });
  return tellDeals(db, dealIds, order);
}

/** Answers what ran or was to come, the last of it where there was more; null where nothing was. */
async function endOpen(
  db: Db,
  { scope, scopeId, actor, now }: Order,
  { which, outcome }: { which: SQL | undefined; outcome: IntervalOutcome },
): Promise<Pick<typeof reminderPause.$inferSelect, 'untilAt' | 'reason'> | null> {
  const open = and(eq(reminderPause.scope, scope), eq(reminderPause.scopeId, scopeId), eq(reminderPause.kind, 'pause'), isNull(reminderPause.endedAt), gt(reminderPause.untilAt, now));
  const ended = await db
    .update(reminderPause)
    .set({ endedAt: now, outcome, endedByType: actor.type, endedById: actor.id })
    .where(and(open, which))
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
  const cause = `pauses-${commandId}`;
  return putFacts(db, await openAmong(db, dealIds), { message: 'pauses_changed', commandId: cause, actor, now, idOf: dealId => `${cause}-${dealId}` });
}

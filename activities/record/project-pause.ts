import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { hold, humanTask, invoice, reminderPause } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { Actor, DealEvent } from '../../workflows/deal/events.ts';
import { noteText } from '../facts/note-text.ts';

/** Pauses, promises and disputes as dated intervals. Each takes the locks that the claim of a rung takes (HOUSE.md, Easy to get wrong, 3). */
export async function projectPause(db: Db, dealId: string, event: DealEvent): Promise<void> {
  switch (event.type) {
    case 'reminder.paused': {
      const { pauseId, scope, invoiceId, fromAt, untilAt, noteId, reasonText } = event.data;
      const reason = reasonText ?? (await noteText(db, noteId));
      return open(db, dealId, { id: pauseId, scope, invoiceId, fromAt, untilAt, reason, kind: 'pause', amountMinor: null, actor: event.actor });
    }
    case 'promise.made': {
      const { pauseId, invoiceId, fromAt, untilAt, payOn, amountMinor } = event.data;
      return open(db, dealId, { id: pauseId, scope: 'invoice', invoiceId, fromAt, untilAt, reason: payOn, kind: 'promise', amountMinor, actor: event.actor });
    }
    case 'dispute.opened': {
      const { pauseId, invoiceId, fromAt, untilAt, amountMinor, noteId, reasonText } = event.data;
      const reason = reasonText ?? (await noteText(db, noteId));
      return open(db, dealId, { id: pauseId, scope: 'invoice', invoiceId, fromAt, untilAt, reason, kind: 'dispute', amountMinor, actor: event.actor });
    }
    case 'reminder.resumed': {
      const { scope, invoiceId, pauseId } = event.data;
      const which = pauseId ? eq(reminderPause.id, pauseId) : and(eq(reminderPause.scope, scope), eq(reminderPause.scopeId, invoiceId ?? dealId), eq(reminderPause.kind, 'pause'));
      await db
        .update(reminderPause)
        .set({ endedAt: event.at })
        .where(and(which, isNull(reminderPause.endedAt)));
      return;
    }
    case 'promise.broken':
    case 'dispute.resolved':
      await db.update(reminderPause).set({ endedAt: event.at }).where(eq(reminderPause.id, event.data.pauseId));
      return;
    case 'invoice.paid':
      await db
        .update(reminderPause)
        .set({ endedAt: event.at })
        .where(and(eq(reminderPause.scopeId, event.data.invoiceId), isNull(reminderPause.endedAt)));
      await db
        .update(humanTask)
        .set({ doneAt: event.at, doneById: 'engine' })
        .where(and(eq(humanTask.invoiceId, event.data.invoiceId), isNull(humanTask.doneAt)));
      await db
        .update(hold)
        .set({ liftedAt: event.at, liftedBy: 'paid' })
        .where(and(eq(hold.invoiceId, event.data.invoiceId), isNull(hold.liftedAt), paidByLedger(event.data.invoiceId)));
      return;
    default:
      return;
  }
}

/** The ledger has lifted the holds already; money that it took back meanwhile, or that it never saw, lifts none. */
const paidByLedger = (invoiceId: string) => sql`exists (select 1 from ${invoice} where ${invoice.id} = ${invoiceId} and ${invoice.status} = 'paid')`;

type Interval = {
  id: string;
  scope: 'deal' | 'invoice';
  invoiceId: string | null;
  fromAt: string;
  untilAt: string;
  reason: string;
  kind: 'pause' | 'promise' | 'dispute';
  amountMinor: number | null;
  actor: Actor;
};

async function open(db: Db, dealId: string, interval: Interval): Promise<void> {
  const { actor, invoiceId, ...row } = interval;
  await db
    .select({ id: invoice.id })
    .from(invoice)
    .where(invoiceId ? eq(invoice.id, invoiceId) : eq(invoice.dealId, dealId))
    .orderBy(asc(invoice.id))
    .for('update');
  await db
    .insert(reminderPause)
    .values({ ...row, scopeId: invoiceId ?? dealId, authorType: actor.type, authorId: actor.id })
    .onConflictDoNothing();
}

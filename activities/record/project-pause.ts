import { and, asc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { hold, humanTask, type IntervalOutcome, invoice, reminderPause } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';
import type { Claim } from '../../workflows/deal/state.ts';
import { noteText } from '../facts/note-text.ts';
import { endTasks } from './end-tasks.ts';

/** Pauses, promises and disputes as dated intervals, each with its end. A new one takes the locks that the claim of a rung takes (HOUSE.md, Easy to get wrong, 3). */
export async function projectPause(db: Db, dealId: string, event: DealEvent): Promise<void> {
  switch (event.type) {
    case 'reminder.paused': {
      const { pauseId, scope, invoiceId, fromAt, untilAt, noteId, reasonText, replaces } = event.data;
      const reason = reasonText ?? (await noteText(db, noteId));
      await end(db, event, { which: named(replaces), outcome: 'replaced' });
      return open(db, event, { id: pauseId, scope, dealId, invoiceId, fromAt, untilAt, reason, kind: 'pause' });
    }
    case 'promise.made': {
      const { pauseId, invoiceId, fromAt, untilAt, payOn, amountMinor, claim, replaces } = event.data;
      await end(db, event, { which: named(replaces), outcome: 'replaced' });
      return open(db, event, { id: pauseId, scope: 'invoice', dealId, invoiceId, fromAt, untilAt, reason: payOn, kind: 'promise', amountMinor, claim });
    }
    case 'dispute.opened': {
      const { pauseId, invoiceId, fromAt, untilAt, amountMinor, noteId, reasonText } = event.data;
      const reason = reasonText ?? (await noteText(db, noteId));
      return open(db, event, { id: pauseId, scope: 'invoice', dealId, invoiceId, fromAt, untilAt, reason, kind: 'dispute', amountMinor });
    }
    case 'payment.claimed': {
      const { pauseId, invoiceId, fromAt, untilAt, noteId, paidOn } = event.data;
      const reason = (await noteText(db, noteId)) || paidOn;
      return open(db, event, { id: pauseId, scope: 'invoice', dealId, invoiceId, fromAt, untilAt, reason, kind: 'pause' });
    }
    case 'reminder.resumed': {
      const { scope, invoiceId, pauseId, automatic } = event.data;
      const ofScope = and(eq(reminderPause.scope, scope), eq(reminderPause.scopeId, invoiceId ?? dealId), eq(reminderPause.kind, 'pause'));
      return end(db, event, { which: pauseId ? named([pauseId]) : ofScope, outcome: automatic ? 'ran_out' : 'ended' });
    }
    case 'promise.kept':
      return end(db, event, { which: named([event.data.pauseId]), outcome: 'kept' });
    case 'promise.broken':
      await end(db, event, { which: named([event.data.pauseId]), outcome: 'broken' });
      return end(db, event, { which: named(event.data.lapsed), outcome: 'lapsed' });
    case 'dispute.resolved':
      return end(db, event, { which: named([event.data.pauseId]), outcome: event.data.outcome ?? (event.actor.type === 'system' ? 'ran_out' : 'ended') });
    case 'invoice.paid':
    case 'invoice.closed':
      return settle(db, event, { dealId, invoiceId: event.data.invoiceId });
    case 'deal.closed':
      return end(db, event, { which: eq(reminderPause.scopeId, dealId), outcome: 'settled' });
    default:
      return;
  }
}

/** With nothing left to collect nothing is kept back any more, and nobody has work with it. */
async function settle(db: Db, event: DealEvent, { dealId, invoiceId }: { dealId: string; invoiceId: string }): Promise<void> {
  await end(db, event, { which: eq(reminderPause.scopeId, invoiceId), outcome: 'settled' });
  await endTasks(db, dealId, { which: eq(humanTask.invoiceId, invoiceId), at: event.at, isDealClosing: false });
  await db
    .update(hold)
    .set({ liftedAt: event.at, liftedBy: 'paid' })
    .where(and(eq(hold.invoiceId, invoiceId), isNull(hold.liftedAt), paidByLedger(invoiceId)));
}

/** The ledger has lifted the holds already; money that it took back meanwhile, or that it never saw, lifts none. */
const paidByLedger = (invoiceId: string) => sql`exists (select 1 from ${invoice} where ${invoice.id} = ${invoiceId} and ${invoice.status} = 'paid')`;

const named = (ids: readonly string[] = []): SQL => inArray(reminderPause.id, ids.length > 0 ? [...ids] : ['']);

async function end(db: Db, { at, actor }: DealEvent, { which, outcome }: { which: SQL | undefined; outcome: IntervalOutcome }): Promise<void> {
  await db
    .update(reminderPause)
    .set({ endedAt: at, outcome, endedByType: actor.type, endedById: actor.id })
    .where(and(which, isNull(reminderPause.endedAt)));
}

type Interval = {
  id: string;
  scope: 'deal' | 'invoice';
  dealId: string;
  invoiceId: string | null;
  fromAt: string;
  untilAt: string;
  reason: string;
  kind: 'pause' | 'promise' | 'dispute';
  amountMinor?: number | null;
  claim?: Claim | undefined;
};

async function open(db: Db, { actor }: DealEvent, { dealId, invoiceId, claim, ...row }: Interval): Promise<void> {
  await db
    .select({ id: invoice.id })
    .from(invoice)
    .where(invoiceId ? eq(invoice.id, invoiceId) : eq(invoice.dealId, dealId))
    .orderBy(asc(invoice.id))
    .for('update');
  await db
    .insert(reminderPause)
    .values({ ...row, scopeId: invoiceId ?? dealId, paidBeforeMinor: claim?.paidBeforeMinor ?? null, scheduleId: claim?.scheduleId ?? null, authorType: actor.type, authorId: actor.id })
    .onConflictDoNothing();
}

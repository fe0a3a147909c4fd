import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm';
import { stableId } from '../../db/ids.ts';
import { creditNote, hold, humanTask, invoice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { Actor, Closing, DealEvent } from '../../workflows/deal/events.ts';
import { endTasks } from './end-tasks.ts';

/** What the end of a deal undoes: open invoices are voided, credited or given up, holds lifted, tasks done (Q2C.md 1). */
export async function projectClosing(db: Db, dealId: string, event: DealEvent): Promise<void> {
  if (event.type !== 'deal.closed') return;
  const open = await db
    .select()
    .from(invoice)
    .where(and(eq(invoice.dealId, dealId), inArray(invoice.status, ['draft', 'review', 'open'])))
    .orderBy(asc(invoice.id))
    .for('update');
  for (const row of open) await closeInvoice(db, row, { closing: event.data.closing, at: event.at, actor: event.actor });
  await db
    .update(hold)
    .set({ liftedAt: event.at, liftedBy: event.data.closing === 'paid' ? 'paid' : 'closed' })
    .where(and(eq(hold.dealId, dealId), isNull(hold.liftedAt)));
  // Money that was taken back while the deal was ending is still owed: that task begins where the others end.
  const undone = event.data.closing === 'paid' ? ne(humanTask.kind, 'payment_undone') : undefined;
  await endTasks(db, dealId, { which: and(eq(humanTask.dealId, dealId), undone), at: event.at, isDealClosing: true });
}

type Row = typeof invoice.$inferSelect;

async function closeInvoice(db: Db, row: Row, { closing, at, actor }: { closing: Closing; at: string; actor: Actor }): Promise<void> {
  const remaining = row.grossMinor - row.paidMinor - row.creditedMinor;
  switch (closing) {
    case 'paid':
      if (remaining === 0 && row.status === 'open') await db.update(invoice).set({ status: 'paid', paidAt: at }).where(eq(invoice.id, row.id));
      return;
    case 'written_off':
      await db.update(invoice).set({ status: 'uncollectible' }).where(eq(invoice.id, row.id));
      return;
    case 'lost':
    case 'cancelled':
      if (row.number && remaining > 0) {
        await db
          .insert(creditNote)
          .values({ id: stableId('crn', row.id, closing), invoiceId: row.id, amountMinor: remaining, reason: closing, authorType: actor.type, authorId: actor.id, createdAt: at })
          .onConflictDoNothing();
        await db
          .update(invoice)
          .set({ creditedMinor: row.creditedMinor + remaining, status: row.paidMinor > 0 ? 'paid' : 'void' })
          .where(eq(invoice.id, row.id));
      } else await db.update(invoice).set({ status: 'void' }).where(eq(invoice.id, row.id));
      return;
  }
}

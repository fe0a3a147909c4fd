import { and, desc, eq, sql } from 'drizzle-orm';
import { stableId } from '../../db/ids.ts';
import { dealEvent, humanTask } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';
import { closeTasks } from './project-invoice.ts';

/** A customer's word that it has paid is work for finance, until the money is there or finance says what it has found. */
export async function projectClaim(db: Db, dealId: string, event: DealEvent): Promise<void> {
  switch (event.type) {
    case 'payment.claimed':
      return askFinance(db, dealId, { invoiceId: event.data.invoiceId, at: event.at });
    case 'payment.received':
      return closeIfFound(db, event);
    default:
      return;
  }
}

/** One task for each invoice: said once more, finance looks once more, whoever had answered before. */
async function askFinance(db: Db, dealId: string, { invoiceId, at }: { invoiceId: string; at: string }): Promise<void> {
  const kind = 'payment_claim';
  const open = { doneAt: null, doneById: null, noteId: null, createdAt: at };
  await db
    .insert(humanTask)
    .values({ id: stableId('hum', dealId, invoiceId, kind), dealId, invoiceId, kind, reason: 'payment_claimed', assigneeId: 'finance', createdAt: at })
    .onConflictDoUpdate({ target: humanTask.id, set: open });
}

/** The sum that was named has come: there is nothing left to look for. Without a sum all of it was meant, and the payment of the invoice ends every task. */
async function closeIfFound(db: Db, { data, at }: Extract<DealEvent, { type: 'payment.received' }>): Promise<void> {
  const [claimed] = await db
    .select({ amountMinor: sql<string | null>`${dealEvent.data} ->> 'amountMinor'` })
    .from(dealEvent)
    .where(and(eq(dealEvent.type, 'payment.claimed'), sql`${dealEvent.data} ->> 'invoiceId' = ${data.invoiceId}`))
    .orderBy(desc(dealEvent.seq))
    .limit(1);
  const named = claimed?.amountMinor ?? null;
  if (named !== null && data.amountMinor >= Number(named)) await closeTasks(db, data.invoiceId, { kinds: ['payment_claim'], at });
}

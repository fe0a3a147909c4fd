import { and, desc, eq, isNotNull, sql } from 'drizzle-orm';
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
    case 'payment_order.added':
      return lookOnceMore(db, dealId, { invoiceId: event.data.invoiceId, at: event.at });
    case 'payment.received':
      return closeIfFound(db, event);
    default:
      return;
  }
}

type Said = Readonly<{ invoiceId: string; at: string }>;

const kind = 'payment_claim';
const taskId = (dealId: string, { invoiceId }: Said): string => stableId('hum', dealId, invoiceId, kind);
const openedAt = (at: string) => ({ doneAt: null, doneById: null, noteId: null, createdAt: at });

/** One task for each invoice: said once more, finance looks once more, whoever had answered before. */
async function askFinance(db: Db, dealId: string, said: Said): Promise<void> {
  const { invoiceId, at } = said;
  await db
    .insert(humanTask)
    .values({ id: taskId(dealId, said), dealId, invoiceId, kind, reason: 'payment_claimed', assigneeId: 'finance', createdAt: at })
    .onConflictDoUpdate({ target: humanTask.id, set: openedAt(at) });
}

/** A paper that comes after finance has answered is work again; one that comes before is shown with the rest. */
async function lookOnceMore(db: Db, dealId: string, said: Said): Promise<void> {
  await db
    .update(humanTask)
    .set(openedAt(said.at))
    .where(and(eq(humanTask.id, taskId(dealId, said)), isNotNull(humanTask.doneAt)));
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
  if (named !== null && data.amountMinor >= Number(named)) await closeTasks(db, data.invoiceId, { kinds: [kind], at });
}

import { and, desc, eq, inArray, isNotNull, ne } from 'drizzle-orm';
import { deal, invoice, reminder } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type FirstDeal = Readonly<{ dealId: string; invoiceIssued: boolean; lettersSent: number; paid: boolean }>;

/** How far the deal has come that a newcomer leads through the five steps: the latest one that neither the demo nor an import has brought. Null before it. */
export async function readFirstDeal(db: Db): Promise<FirstDeal | null> {
  const [row] = await db
    .select({ id: deal.id, stage: deal.stage })
    .from(deal)
    .where(and(ne(deal.source, 'demo'), ne(deal.entryStage, 'collecting')))
    .orderBy(desc(deal.createdAt))
    .limit(1);
  if (!row) return null;
  const issued = await db.$count(invoice, and(eq(invoice.dealId, row.id), isNotNull(invoice.number)));
  const lettersSent = await db.$count(reminder, and(eq(reminder.dealId, row.id), inArray(reminder.state, ['sent', 'verify'])));
  return { dealId: row.id, invoiceIssued: issued > 0, lettersSent, paid: row.stage === 'paid' };
}

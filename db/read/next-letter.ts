import { and, asc, eq, isNotNull } from 'drizzle-orm';
import { deal, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type NextLetter = Readonly<{ rung: string; at: string; invoiceId: string }>;

/** The letter that leaves next, by the plans on record: of one customer's open invoices, or of all. */
export async function readNextLetter(db: Db, { customerId }: { customerId: string | null }): Promise<NextLetter | null> {
  const wanted = and(eq(invoice.status, 'open'), isNotNull(deal.nextRungAt), customerId === null ? undefined : eq(invoice.customerId, customerId));
  const rows = await db
    .select({ id: invoice.id, plan: invoice.plan, nextRungAt: deal.nextRungAt })
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .where(wanted)
    .orderBy(asc(deal.nextRungAt))
    .limit(50);
  const letters = rows.flatMap(row => (row.plan ?? []).filter(rung => rung.outcome === 'will_send' && rung.at === row.nextRungAt).map(({ rung, at }) => ({ rung, at, invoiceId: row.id })));
  return letters[0] ?? null;
}

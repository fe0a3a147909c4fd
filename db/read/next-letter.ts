import { and, asc, eq, isNotNull } from 'drizzle-orm';
import { nextToCome } from '../../domain/dunning/next-to-come.ts';
import { deal, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { readFates } from './ladder-facts.ts';

export type NextLetter = Readonly<{ rung: string; at: string; invoiceId: string }>;

/** The letter that leaves next, by the plans and fates on record: of one customer's open invoices, or of all. */
export async function readNextLetter(db: Db, { customerId }: { customerId: string | null }): Promise<NextLetter | null> {
  const wanted = and(eq(invoice.status, 'open'), isNotNull(deal.nextRungAt), customerId === null ? undefined : eq(invoice.customerId, customerId));
  const rows = await db
    .select({ id: invoice.id, plan: invoice.plan, nextRungAt: deal.nextRungAt })
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .where(wanted)
    .orderBy(asc(deal.nextRungAt))
    .limit(50);
  const fates = await readFates(
    db,
    rows.map(row => row.id),
  );
  const letters = rows.flatMap(({ id, plan, nextRungAt }) => {
    const own = fates.filter(fate => fate.invoiceId === id);
    const next = nextToCome(plan ?? [], own);
    return next !== null && next.at === nextRungAt ? [{ ...next, invoiceId: id }] : [];
  });
  return letters[0] ?? null;
}

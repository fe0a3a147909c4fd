import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm';
import { hasLivingAddress } from '../../domain/delivery/living-address.ts';
import { nextToCome } from '../../domain/dunning/next-to-come.ts';
import { customer, deal, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { readFates } from './ladder-facts.ts';

export type NextLetter = Readonly<{ rung: string; at: string; invoiceId: string }>;

/** The letter that leaves next, by the plans and fates on record: of one customer's open invoices, or of all. To a customer without a living address none leaves. */
export async function readNextLetter(db: Db, { customerId }: { customerId: string | null }): Promise<NextLetter | null> {
  const isReached = and(isNotNull(customer.email), isNull(customer.emailDeadReason));
  const wanted = and(eq(invoice.status, 'open'), isNotNull(deal.nextRungAt), isReached, customerId === null ? undefined : eq(invoice.customerId, customerId));
  const rows = await db
    .select({ id: invoice.id, plan: invoice.plan, nextRungAt: deal.nextRungAt })
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .innerJoin(customer, eq(customer.id, invoice.customerId))
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

/** The next letter as its deal's process has planned it, which knows no addresses: null where the customer of the invoice has no living one, for then none leaves. */
export async function withinReach<Letter extends Readonly<{ invoice_id: string }>>(db: Db, letter: Letter | null): Promise<Letter | null> {
  if (letter === null) return null;
  const [payer] = await db
    .select({ email: customer.email, emailDeadReason: customer.emailDeadReason })
    .from(invoice)
    .innerJoin(customer, eq(customer.id, invoice.customerId))
    .where(eq(invoice.id, letter.invoice_id));
  return payer && hasLivingAddress(payer) ? letter : null;
}

import { and, asc, eq, gte, isNotNull, isNull } from 'drizzle-orm';
import { readHoldsInForce } from '../../db/read/holds.ts';
import { hold } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import type { HoldScope } from '../../domain/dunning/hold-scope.ts';
import { type InvoiceFile, owedMinor } from './invoice-matter.ts';

export type HoldMatter = Readonly<{ scope: HoldScope; sinceOn: string }>;

/** The shipment hold that an invoice has brought about and that is in force, by the customer's calendar, or null. */
export async function holdInForce(db: Db, { row, customer }: Pick<InvoiceFile, 'row' | 'customer'>): Promise<HoldMatter | null> {
  const [held] = await db
    .select({ scope: hold.scope, sinceAt: hold.sinceAt })
    .from(hold)
    .where(and(eq(hold.invoiceId, row.id), eq(hold.type, 'shipment'), isNull(hold.liftedAt)))
    .orderBy(asc(hold.sinceAt))
    .limit(1);
  return held ? { scope: held.scope, sinceOn: dateInZone(held.sinceAt, customer.timeZone) } : null;
}

/** Does an invoice hold every shipment to its customer just now? */
export async function isCustomerHeldBy(db: Db, invoiceId: string): Promise<boolean> {
  return (await db.$count(hold, and(eq(hold.invoiceId, invoiceId), eq(hold.type, 'shipment'), eq(hold.scope, 'customer'), isNull(hold.liftedAt)))) > 0;
}

/** Has the money of an invoice set shipments going again that it had stopped? Not where somebody's word had released them before, and not while another hold still covers them. */
export async function shipmentsResumed(db: Db, { row, deal, customer }: Pick<InvoiceFile, 'row' | 'deal' | 'customer'>): Promise<boolean> {
  const lifted = await db
    .select({ id: hold.id })
    .from(hold)
    .where(and(eq(hold.invoiceId, row.id), eq(hold.type, 'shipment'), isNotNull(hold.liftedAt), eq(hold.liftedBy, 'paid')))
    .limit(1);
  return lifted.length > 0 && (await readHoldsInForce(db, { dealId: deal.id, customerId: customer.id })).length === 0;
}

/** Has somebody agreed to ship over what an invoice owes? A decision covers the debt that it was about and no greater one, so another rung holds nothing anew. */
export async function isDebtCovered(db: Db, { row }: Pick<InvoiceFile, 'row'>): Promise<boolean> {
  const decided = await db
    .select({ id: hold.id })
    .from(hold)
    .where(and(eq(hold.invoiceId, row.id), eq(hold.type, 'shipment'), eq(hold.liftedBy, 'decision'), gte(hold.coveredMinor, owedMinor(row))))
    .limit(1);
  return decided.length > 0;
}

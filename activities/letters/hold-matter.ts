import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm';
import { readHoldsInForce } from '../../db/read/holds.ts';
import { hold } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import type { HoldScope } from '../../domain/dunning/hold-scope.ts';
import type { InvoiceFile } from './invoice-matter.ts';

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

/** Do shipments run again that an invoice had stopped? Not while another hold still covers them. */
export async function shipmentsResumed(db: Db, { row, deal, customer }: Pick<InvoiceFile, 'row' | 'deal' | 'customer'>): Promise<boolean> {
  const lifted = await db
    .select({ id: hold.id })
    .from(hold)
    .where(and(eq(hold.invoiceId, row.id), isNotNull(hold.liftedAt)))
    .limit(1);
  return lifted.length > 0 && (await readHoldsInForce(db, { dealId: deal.id, customerId: customer.id })).length === 0;
}

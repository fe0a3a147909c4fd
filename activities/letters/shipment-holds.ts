import { and, eq, isNull } from 'drizzle-orm';
import { hold } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';

/** Whether the shipments of an invoice's deal are held for this very invoice now; a letter about it says so only while they are (INV-10). */
export async function isShipmentHeld(db: Db, invoiceId: string): Promise<boolean> {
  const held = await db
    .select({ id: hold.id })
    .from(hold)
    .where(and(eq(hold.invoiceId, invoiceId), eq(hold.type, 'shipment'), isNull(hold.liftedAt)))
    .limit(1);
  return held.length > 0;
}

/** Whether the money of an invoice has set the shipments of its deal going again: it lifted a hold, and nothing else holds them. */
export async function hasMoneyReleasedShipments(db: Db, { id, dealId }: { id: string; dealId: string }): Promise<boolean> {
  const holds = await db
    .select()
    .from(hold)
    .where(and(eq(hold.dealId, dealId), eq(hold.type, 'shipment')));
  return holds.every(each => each.liftedAt !== null) && holds.some(each => each.invoiceId === id && each.liftedBy === 'paid');
}

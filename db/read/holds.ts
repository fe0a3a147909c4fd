import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm';
import { deal, hold } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type HoldRow = typeof hold.$inferSelect;

/** Every hold that stops or has stopped the shipments of a deal: its own, and those on everything for its customer; the oldest first. */
export async function readHolds(db: Db, { dealId, customerId }: { dealId: string; customerId: string }): Promise<HoldRow[]> {
  return db
    .select()
    .from(hold)
    .where(covering(db, dealId, customerId))
    .orderBy(asc(hold.sinceAt), asc(hold.id));
}

/** Those of them that are in force. */
export async function readHoldsInForce(db: Db, { dealId, customerId }: { dealId: string; customerId: string }): Promise<HoldRow[]> {
  return db
    .select()
    .from(hold)
    .where(and(covering(db, dealId, customerId), isNull(hold.liftedAt)))
    .orderBy(asc(hold.sinceAt), asc(hold.id));
}

function covering(db: Db, dealId: string, customerId: string) {
  const ofCustomer = db.select({ id: deal.id }).from(deal).where(eq(deal.customerId, customerId));
  return or(eq(hold.dealId, dealId), and(eq(hold.scope, 'customer'), inArray(hold.dealId, ofCustomer)));
}

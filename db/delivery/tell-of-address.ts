import { and, eq, exists, inArray, isNull } from 'drizzle-orm';
import { type Actor, deal, dealOutbox, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type AddressChange = Readonly<{ customerId: string; actor: Actor; commandId: string; now: string }>;

/**
 * Has every deal that collects from a customer know of the other address: what was held goes on at the right rung, and what came back is
 * posted anew. Belongs into the transaction of the change itself. Answers the outbox ids.
 */
export async function tellOfAddress(db: Db, { customerId, actor, commandId, now }: AddressChange): Promise<string[]> {
  const owing = db
    .select({ id: invoice.id })
    .from(invoice)
    .where(and(eq(invoice.dealId, deal.id), inArray(invoice.status, ['draft', 'review', 'open'])));
  const open = await db
    .select({ id: deal.id })
    .from(deal)
    .where(and(eq(deal.customerId, customerId), isNull(deal.closedAt), exists(owing)));
  const facts = open.map(({ id }) => ({ id: `address-${commandId}-${id}`, dealId: id, message: 'address_changed', payload: { command_id: `address-${commandId}`, actor }, createdAt: now }));
  if (facts.length > 0) await db.insert(dealOutbox).values(facts).onConflictDoNothing();
  return facts.map(fact => fact.id);
}

import { and, asc, eq, isNotNull, isNull, or } from 'drizzle-orm';
import { customer, deal, invoice, type PlannedRung } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';

/** An open invoice that may stand in a letter with another: of the same customer, in the same currency, to be paid to the same account. */
export type Kin = Readonly<{ id: string; customerId: string; dealId: string; ownerId: string; plan: PlannedRung[] | null; clockAheadMs: number }>;

/**
 * Locks the customer of an invoice, and then the invoice with its kin, by their ids; answers them read afresh.
 *
 * This is the order of every lock that letters take: **customer, invoices by id, letter, rungs, then holds, tasks and notices.** Money, pauses,
 * promises and disputes lock invoices by id and no customer; the end of a letter is recorded from the letter's row on, and locks the
 * customer before it where it marks an address as dead. Nobody who holds a later one asks for an earlier one, so nobody waits in a circle.
 */
export async function lockKin(db: Db, invoiceId: string): Promise<Kin[]> {
  const { customerId, currency, bankAccountId } = await lockCustomerOf(db, invoiceId);
  const payableTogether = and(
    ...[eq(invoice.customerId, customerId), eq(invoice.currency, currency), eq(invoice.bankAccountId, bankAccountId)],
    // A deal that has ended has no process any more; what is owed in it is chased by a person.
    ...[eq(invoice.status, 'open'), isNotNull(invoice.plan), isNull(deal.closedAt)],
  );
  return db
    .select({ id: invoice.id, customerId: invoice.customerId, dealId: invoice.dealId, ownerId: deal.ownerId, plan: invoice.plan, clockAheadMs: deal.clockAheadMs })
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .where(or(eq(invoice.id, invoiceId), payableTogether))
    .orderBy(asc(invoice.id))
    .for('update', { of: invoice });
}

/** The first lock of every letter to a customer; deals and invoices may still be made for the customer meanwhile. */
export async function lockCustomerOf(db: Db, invoiceId: string): Promise<{ customerId: string; currency: string; bankAccountId: string }> {
  const [row] = await db.select({ customerId: invoice.customerId, currency: invoice.currency, bankAccountId: invoice.bankAccountId }).from(invoice).where(eq(invoice.id, invoiceId));
  if (!row) throw new Error(`invoice ${invoiceId} is not in the database`);
  await lockCustomer(db, row.customerId);
  return row;
}

export async function lockCustomer(db: Db, customerId: string): Promise<void> {
  await db.select({ id: customer.id }).from(customer).where(eq(customer.id, customerId)).for('no key update');
}

import { and, desc, eq, ilike, or, sql } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { tellOfAddress } from '../delivery/tell-of-address.ts';
import { containing } from '../read/containing.ts';
import { type Actor, customer } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { CustomerRow } from './keep-customer.ts';

/** One customer; throws `not_found`. */
export async function readCustomer(db: Db, id: string): Promise<CustomerRow> {
  const [row] = await db.select().from(customer).where(eq(customer.id, id));
  if (!row) throw new RuleViolation('not_found', `There is no customer ${id}.`);
  return row;
}

export type CustomerQuery = Readonly<{ q?: string | undefined; after: readonly string[] | null; limit: number }>;

/** Customers, the newest first; one more than the page holds, so that the asker sees whether there are more. */
export async function listCustomers(db: Db, { q, after, limit }: CustomerQuery): Promise<CustomerRow[]> {
  const wanted = and(
    q === undefined ? undefined : or(ilike(customer.name, containing(q)), eq(customer.taxId, q), eq(customer.externalId, q)),
    after === null ? undefined : sql`(${customer.createdAt}, ${customer.id}) < (${after[0]}::timestamptz, ${after[1]})`,
  );
  return db
    .select()
    .from(customer)
    .where(wanted)
    .orderBy(desc(customer.createdAt), desc(customer.id))
    .limit(limit + 1);
}

export type CustomerChange = Partial<Omit<typeof customer.$inferInsert, 'id' | 'createdAt' | 'taxId' | 'taxIdType'>>;

/** Who changes it and when; `commandId` makes a repeat one change. */
export type ChangedBy = Readonly<{ actor: Actor; commandId: string; now: string }>;

/**
 * Changes a customer's particulars, in the caller's transaction; a new address is a living one again, and the deals that collect are told
 * of it through the outbox. Throws `not_found`.
 */
export async function changeCustomer(db: Db, id: string, { change, by }: { change: CustomerChange; by: ChangedBy }): Promise<{ row: CustomerRow; outboxIds: string[] }> {
  const [before] = await db.select().from(customer).where(eq(customer.id, id)).for('update');
  if (!before) throw new RuleViolation('not_found', `There is no customer ${id}.`);
  if (Object.keys(change).length === 0) return { row: before, outboxIds: [] };
  const revived = change.email === undefined ? {} : { emailDeadReason: null };
  const [row] = await db
    .update(customer)
    .set({ ...change, ...revived })
    .where(eq(customer.id, id))
    .returning();
  const reachable = change.email != null && (change.email !== before.email || before.emailDeadReason !== null);
  return { row: row ?? before, outboxIds: reachable ? await tellOfAddress(db, { customerId: id, ...by }) : [] };
}

import { and, desc, eq, ilike, or, sql } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import { containing } from '../read/containing.ts';
import { customer } from '../schema/index.ts';
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

/** Changes a customer's particulars; a new address is a living one again. Throws `not_found`. */
export async function changeCustomer(db: Db, id: string, { change, by }: { change: CustomerChange; by: By }): Promise<CustomerRow> {
  const revived = change.email === undefined ? {} : { emailDeadReason: null };
  const [before] = await db.select().from(customer).where(eq(customer.id, id)).for('update');
  if (!before) throw new RuleViolation('not_found', `There is no customer ${id}.`);
  if (Object.keys(change).length === 0) return before;
  const [row = before] = await db
    .update(customer)
    .set({ ...change, ...revived })
    .where(eq(customer.id, id))
    .returning();
  await recordChange(db, by, { what: 'customer.changed', subjectId: id, before, after: row });
  return row;
}

import { eq } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import { newId } from '../ids.ts';
import { customer } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type CustomerRow = typeof customer.$inferSelect;
/** A customer as a request names it, its identifiers proven. */
export type GivenCustomer = Omit<typeof customer.$inferInsert, 'id' | 'createdAt'>;

/**
 * The customer of a deal: found by its tax id, then by its external id, else made (API.md, Deals). What is on record stays; only
 * what is missing there is filled in. Throws `customer_conflict` where the identifiers speak of different customers.
 */
export async function keepCustomer(db: Db, given: GivenCustomer, by: By): Promise<CustomerRow> {
  const known = await findCustomer(db, given);
  if (known) return fillIn(db, { known, given }, by);
  const [made] = await db
    .insert(customer)
    .values({ ...given, id: newId('cus'), createdAt: by.now })
    .onConflictDoNothing()
    .returning();
  if (made) {
    await recordChange(db, by, { what: 'customer.created', subjectId: made.id, before: null, after: made });
    return made;
  }
  // Somebody made the same customer at this very moment.
  const theirs = await findCustomer(db, given);
  if (!theirs) throw new Error('the customer that was in the way is gone');
  return fillIn(db, { known: theirs, given }, by);
}

async function findCustomer(db: Db, { taxId, externalId }: GivenCustomer): Promise<CustomerRow | null> {
  const [byTaxId] = taxId ? await db.select().from(customer).where(eq(customer.taxId, taxId)) : [];
  const [byExternalId] = externalId ? await db.select().from(customer).where(eq(customer.externalId, externalId)) : [];
  if (byTaxId && byExternalId && byTaxId.id !== byExternalId.id) {
    throw new RuleViolation('customer_conflict', 'The tax id and the external id belong to two different customers.', { pointer: '#/customer', customer_ids: [byTaxId.id, byExternalId.id] });
  }
  const found = byTaxId ?? byExternalId ?? null;
  if (!found) return null;
  refuseContradiction(found, { field: 'tax_id', given: taxId, known: found.taxId });
  refuseContradiction(found, { field: 'external_id', given: externalId, known: found.externalId });
  return found;
}

function refuseContradiction(found: CustomerRow, { field, given, known }: { field: string; given: string | null | undefined; known: string | null }): void {
  if (!given || !known || given === known) return;
  throw new RuleViolation('customer_conflict', `The customer on record has another ${field}.`, { pointer: `#/customer/${field}`, customer_id: found.id });
}

async function fillIn(db: Db, { known, given }: { known: CustomerRow; given: GivenCustomer }, by: By): Promise<CustomerRow> {
  const { externalId, taxIdType, taxId, email, phone, contactName, address, iban, bic } = given;
  const optional = { externalId, taxIdType, taxId, email, phone, contactName, address, iban, bic };
  const missing = Object.entries(optional).filter(([name, value]) => value != null && known[name as keyof typeof optional] === null);
  if (missing.length === 0) return known;
  const [row = known] = await db.update(customer).set(Object.fromEntries(missing)).where(eq(customer.id, known.id)).returning();
  await recordChange(db, by, { what: 'customer.changed', subjectId: known.id, before: known, after: row });
  return row;
}

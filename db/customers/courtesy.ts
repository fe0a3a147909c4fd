import { and, asc, eq, isNull } from 'drizzle-orm';
import { stableId } from '../ids.ts';
import { linkTokenSha256 } from '../links/link-token.ts';
import { tellDeals } from '../reminders/pause-scope.ts';
import { customer, invoice, linkToken } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { CustomerRow } from './keep-customer.ts';

/** How a customer said that they want no reminders before the due date: by the button of their mail program, or on the page. */
export type CourtesyVia = NonNullable<CustomerRow['courtesyStoppedVia']>;
export type CourtesyChange = Readonly<{ customerId: string; stop: CourtesyVia | null; now: string }>;

/** The customer whose courtesy link this is, or null where there never was such a link. */
export async function readCourtesyCustomer(db: Db, token: string): Promise<CustomerRow | null> {
  const [row] = await db
    .select({ customer })
    .from(linkToken)
    .innerJoin(customer, eq(customer.id, linkToken.subjectId))
    .where(and(eq(linkToken.tokenSha256, linkTokenSha256(token)), eq(linkToken.purpose, 'unsubscribe'), isNull(linkToken.revokedAt)));
  return row?.customer ?? null;
}

/**
 * Stops the reminders before the due date, or lets them come again. It takes the locks that the claim of a rung takes, customer first, and asks
 * the open deals to plan anew. Said twice it is one change, and the first word stays on record. Answers the outbox ids.
 */
export async function changeCourtesy(db: Db, { customerId, stop, now }: CourtesyChange): Promise<string[]> {
  const [row] = await db.select({ stoppedAt: customer.courtesyStoppedAt }).from(customer).where(eq(customer.id, customerId)).for('no key update');
  if (!row || (row.stoppedAt !== null) === (stop !== null)) return [];
  const open = await db
    .select({ dealId: invoice.dealId })
    .from(invoice)
    .where(and(eq(invoice.customerId, customerId), eq(invoice.status, 'open')))
    .orderBy(asc(invoice.id))
    .for('update');
  await db
    .update(customer)
    .set({ courtesyStoppedAt: stop === null ? null : now, courtesyStoppedVia: stop })
    .where(eq(customer.id, customerId));
  const commandId = stableId('cus', 'courtesy', customerId, stop ?? 'on', now);
  return tellDeals(db, [...new Set(open.map(({ dealId }) => dealId))], { actor: { type: 'customer', id: customerId, via: 'link' }, commandId, now });
}

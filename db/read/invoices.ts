import { and, asc, desc, eq, lt, sql } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { customer, deal, type InvoiceStatus, invoice, linkToken } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type InvoiceRecord = Readonly<{ invoice: typeof invoice.$inferSelect; deal: typeof deal.$inferSelect; customer: typeof customer.$inferSelect }>;

export type InvoiceQuery = Readonly<{
  status?: InvoiceStatus | undefined;
  isOverdue?: boolean | undefined;
  customerId?: string | undefined;
  dueBefore?: string | undefined;
  after: readonly string[] | null;
  limit: number;
}>;

/** The customer's own date of an invoice: its deal's now, told in its zone. */
const todayThere = (now: string) => sql`((${now}::timestamptz + ${deal.clockAheadMs} * interval '1 millisecond') at time zone ${customer.timeZone})::date`;

/** Invoices by due date, those without one last; one more than the page holds. `now` is the real clock; each deal's own runs from it. */
export async function listInvoices(db: Db, { status, isOverdue, customerId, dueBefore, after, limit }: InvoiceQuery, now: string): Promise<InvoiceRecord[]> {
  const overdue = sql`(${invoice.status} = 'open' and ${invoice.dueOn} < ${todayThere(now)})`;
  const dueKey = sql`coalesce(${invoice.dueOn}, '9999-12-31'::date)`;
  const wanted = and(
    status === undefined ? undefined : eq(invoice.status, status),
    isOverdue === undefined ? undefined : isOverdue ? overdue : sql`not coalesce(${overdue}, false)`,
    customerId === undefined ? undefined : eq(invoice.customerId, customerId),
    dueBefore === undefined ? undefined : lt(invoice.dueOn, dueBefore),
    after === null ? undefined : sql`(${dueKey}, ${invoice.id}) > (${after[0]}::date, ${after[1]})`,
  );
  return joined(db)
    .where(wanted)
    .orderBy(asc(dueKey), asc(invoice.id))
    .limit(limit + 1);
}

/** One invoice with its deal and customer; throws `not_found`. */
export async function readInvoice(db: Db, id: string): Promise<InvoiceRecord> {
  const [row] = await joined(db).where(eq(invoice.id, id));
  if (!row) throw new RuleViolation('not_found', `There is no invoice ${id}.`);
  return row;
}

/** True where the customer's page of an invoice has been made known by a letter or a document. */
export async function isLinkKnown(db: Db, tokenSha256: string): Promise<boolean> {
  const [row] = await db.select({ at: linkToken.createdAt }).from(linkToken).where(eq(linkToken.tokenSha256, tokenSha256)).orderBy(desc(linkToken.createdAt));
  return row !== undefined;
}

function joined(db: Db) {
  return db.select({ invoice, deal, customer }).from(invoice).innerJoin(deal, eq(deal.id, invoice.dealId)).innerJoin(customer, eq(customer.id, invoice.customerId)).$dynamic();
}

import { and, asc, eq, isNull } from 'drizzle-orm';
import { deal, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { DealRow } from './create-deal.ts';

export type IssuedElsewhere = Readonly<{ invoiceId: string; totalMinor: number; paidMinor: number; dueOn: string }>;

/** The open invoices with which a deal's process begins. */
export async function readStartInvoices(db: Db, dealId: string): Promise<IssuedElsewhere[]> {
  const rows = await db.select().from(invoice).where(and(eq(invoice.dealId, dealId), eq(invoice.external, true), eq(invoice.status, 'open'))).orderBy(asc(invoice.instalment));
  return rows.flatMap(row => (row.dueOn === null ? [] : [{ invoiceId: row.id, totalMinor: row.grossMinor - row.creditedMinor, paidMinor: row.paidMinor, dueOn: row.dueOn }]));
}

/** Deals whose process has not been started, the oldest first; closed ones are history and need none. */
export async function listUnstartedDeals(db: Db, limit: number): Promise<DealRow[]> {
  return db.select().from(deal).where(and(isNull(deal.startedAt), isNull(deal.closedAt))).orderBy(asc(deal.createdAt)).limit(limit);
}

/** Notes that the process of a deal runs. The recording step may have noted it already. */
export async function markStarted(db: Db, dealId: string, now: string): Promise<void> {
  await db.update(deal).set({ startedAt: now }).where(and(eq(deal.id, dealId), isNull(deal.startedAt)));
}

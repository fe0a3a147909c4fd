import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { matchPayment } from '../../domain/matching/match-payment.ts';
import { defaultMatchingPolicy, type MatchDecision } from '../../domain/matching/matching.ts';
import { allocation, invoice, type PaymentStatus, payment } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { readOpenInvoices } from './open-invoices.ts';

export type PlacedPart = typeof allocation.$inferSelect & Readonly<{ invoiceNumber: string | null }>;
export type PaymentRecord = typeof payment.$inferSelect & Readonly<{ allocations: readonly PlacedPart[] }>;

/** The place in the list after which the next page begins. */
export type PaymentPlace = Readonly<{ receivedOn: string; id: string }>;
export type Review = Extract<MatchDecision, { decision: 'review' }>;
export type PaymentQuery = Readonly<{ status: PaymentStatus | null; after: PaymentPlace | null; limit: number }>;

/** Payments, the newest first; at most `limit` of them. */
export async function listPayments(db: Db, { status, after, limit }: PaymentQuery): Promise<PaymentRecord[]> {
  const wanted = and(status === null ? undefined : eq(payment.status, status), after === null ? undefined : sql`(${payment.receivedOn}, ${payment.id}) < (${after.receivedOn}::date, ${after.id})`);
  const rows = await db.select().from(payment).where(wanted).orderBy(desc(payment.receivedOn), desc(payment.id)).limit(limit);
  return withAllocations(db, rows);
}

/** One payment with where it stands. Throws `not_found`. */
export async function findPayment(db: Db, paymentId: string): Promise<PaymentRecord> {
  const [found] = await withAllocations(db, await db.select().from(payment).where(eq(payment.id, paymentId)));
  if (found === undefined) throw new RuleViolation('not_found', `There is no payment ${paymentId}.`);
  return found;
}

/** Where the rest of a payment may belong, ranked, with the evidence for each (Q2C.md 5). Nothing is proposed for a payment that is placed. Throws `not_found`. */
export async function findCandidates(db: Db, paymentId: string): Promise<Review> {
  const found = await findPayment(db, paymentId);
  const rest = { ...found, amountMinor: found.amountMinor - found.allocatedMinor };
  if (rest.amountMinor === 0) return { decision: 'review', candidates: [], reasons: [] };
  const openInvoices = await readOpenInvoices(db);
  const decision = matchPayment({ payment: rest, openInvoices }, defaultMatchingPolicy);
  if (decision.decision === 'review') return decision;
  // What has become clear since the payment came is proposed all the same: what waits in the queue moves by a person's decision.
  const proposal = matchPayment({ payment: rest, openInvoices }, { ...defaultMatchingPolicy, allocateBy: [] });
  if (proposal.decision !== 'review') throw new Error('a policy that allocates by nothing has allocated');
  return proposal;
}

async function withAllocations(db: Db, rows: readonly (typeof payment.$inferSelect)[]): Promise<PaymentRecord[]> {
  if (rows.length === 0) return [];
  const placed = await db
    .select({ part: allocation, invoiceNumber: invoice.number })
    .from(allocation)
    .innerJoin(invoice, eq(invoice.id, allocation.invoiceId))
    .where(
      inArray(
        allocation.paymentId,
        rows.map(row => row.id),
      ),
    )
    .orderBy(asc(allocation.createdAt), asc(allocation.id));
  const byPayment = Map.groupBy(placed, ({ part }) => part.paymentId);
  return rows.map(row => ({ ...row, allocations: (byPayment.get(row.id) ?? []).map(({ part, invoiceNumber }) => ({ ...part, invoiceNumber })) }));
}

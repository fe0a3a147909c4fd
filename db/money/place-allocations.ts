import { and, eq, inArray, sql } from 'drizzle-orm';
import { stableId } from '../ids.ts';
import { type Actor, allocation, dealOutbox, type EvidenceItem, invoice, payment } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { liftPaidHolds, renewHolds } from './holds-by-ledger.ts';
import type { LockedInvoice } from './open-invoices.ts';

/** Part of a payment for one invoice; `undoesId` names the allocation that a negative part takes back. */
export type Part = Readonly<{ paymentId: string; invoiceId: string; amountMinor: number; evidence: readonly EvidenceItem[]; undoesId?: string }>;

/** `isKnown`: the deals' processes know of these parts already, or begin with them, and are not told. */
export type Placing = Readonly<{ parts: readonly Part[]; locked: ReadonlyMap<string, LockedInvoice>; actor: Actor; now: string; isKnown?: boolean }>;

const rowsAtOnce = 1_000;

/**
 * Writes allocations on invoices that the caller has locked, brings invoices and payments to the status that follows, and puts the facts for the deals' processes
 * into the outbox. Answers the outbox ids. That sums hold is checked by the database at commit (INV-3).
 */
export async function placeAllocations(db: Db, { parts, locked, actor, now, isKnown = false }: Placing): Promise<string[]> {
  if (parts.length === 0) return [];
  const rows = await withIds(db, parts);
  for (const batch of batches(rows)) {
    await db.insert(allocation).values(batch.map(({ ordinal: _, ...row }) => ({ ...row, evidence: [...row.evidence], actorType: actor.type, actorId: actor.id, createdAt: now })));
  }
  await settleInvoices(db, { invoices: [...new Set(parts.map(part => part.invoiceId))].flatMap(id => locked.get(id) ?? []), now });
  await renewHolds(
    db,
    parts.filter(part => part.amountMinor < 0).map(part => part.invoiceId),
  );
  await settlePayments(db, [...new Set(parts.map(part => part.paymentId))]);
  if (isKnown) return [];
  const facts = rows.flatMap(row => {
    const at = locked.get(row.invoiceId);
    return at === undefined ? [] : [outboxRow(row, { dealId: at.dealId, actor, now })];
  });
  for (const batch of batches(facts)) await db.insert(dealOutbox).values(batch);
  return facts.map(fact => fact.id);
}

type Row = Part & Readonly<{ id: string; ordinal: number }>;

/** The id is stable per payment, invoice and ordinal: two placings of one payment on one invoice are two rows, a repeat of one is the same row. */
async function withIds(db: Db, parts: readonly Part[]): Promise<Row[]> {
  const placed = await db
    .select({ paymentId: allocation.paymentId, invoiceId: allocation.invoiceId, count: sql<number>`count(*)`.mapWith(Number) })
    .from(allocation)
    .where(sql`${allocation.paymentId} = any(${sql.param([...new Set(parts.map(part => part.paymentId))])})`)
    .groupBy(allocation.paymentId, allocation.invoiceId);
  const counts = new Map(placed.map(row => [`${row.paymentId} ${row.invoiceId}`, row.count]));
  return parts.map(part => {
    const key = `${part.paymentId} ${part.invoiceId}`,
      ordinal = (counts.get(key) ?? 0) + 1;
    counts.set(key, ordinal);
    return { ...part, ordinal, id: stableId('alc', part.paymentId, part.invoiceId, ordinal) };
  });
}

function outboxRow({ id, invoiceId, paymentId, amountMinor }: Row, { dealId, actor, now }: { dealId: string; actor: Actor; now: string }): typeof dealOutbox.$inferInsert {
  const payload = { invoice_id: invoiceId, payment_id: paymentId, allocation_id: id, amount_minor: amountMinor, command_id: id, actor };
  return { id, dealId, message: 'payment_recorded', payload, createdAt: now };
}

/** An invoice is paid when nothing remains, and open again when something does; its shipment holds are lifted with the last tenge. */
async function settleInvoices(db: Db, { invoices, now }: { invoices: readonly LockedInvoice[]; now: string }): Promise<void> {
  const owed = sql`${invoice.grossMinor} - ${invoice.paidMinor} - ${invoice.creditedMinor}`;
  for (const [aheadMs, group] of Map.groupBy(invoices, row => row.clockAheadMs)) {
    const ids = group.map(row => row.id),
      at = new Date(Date.parse(now) + aheadMs).toISOString();
    const paid = await db
      .update(invoice)
      .set({ status: 'paid', paidAt: at })
      .where(and(anyOf(ids), eq(invoice.status, 'open'), sql`${owed} = 0`))
      .returning({ id: invoice.id });
    await db
      .update(invoice)
      .set({ status: 'open', paidAt: null })
      .where(and(anyOf(ids), eq(invoice.status, 'paid'), sql`${owed} > 0`));
    await liftPaidHolds(
      db,
      paid.map(row => row.id),
      at,
    );
  }
}

/** Fully placed payments are `allocated`; what has a rest again waits for a person, unless the rest was already decided on. */
async function settlePayments(db: Db, ids: readonly string[]): Promise<void> {
  const mine = sql`${payment.id} = any(${sql.param([...ids])})`;
  await db
    .update(payment)
    .set({ status: 'allocated' })
    .where(and(mine, sql`${payment.allocatedMinor} = ${payment.amountMinor}`));
  await db
    .update(payment)
    .set({ status: 'to_review' })
    .where(and(mine, sql`${payment.allocatedMinor} < ${payment.amountMinor}`, inArray(payment.status, ['allocated', 'ignored'])));
}

const anyOf = (ids: readonly string[]) => sql`${invoice.id} = any(${sql.param([...ids])})`;

function* batches<T>(rows: readonly T[]): Generator<T[]> {
  for (let at = 0; at < rows.length; at += rowsAtOnce) yield rows.slice(at, at + rowsAtOnce);
}

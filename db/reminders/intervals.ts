import { and, asc, eq, inArray, or, sql } from 'drizzle-orm';
import { type ChasedSum, chasedSum, type LedgerInterval, type LedgerStep, silences } from '../../domain/dunning/chased-sum.ts';
import type { PauseInterval } from '../../domain/dunning/pauses.ts';
import { dealEvent, type invoice, reminderPause } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** An invoice as its silences are told by: who it belongs to, and its money. */
export type OwedInvoice = Pick<typeof invoice.$inferSelect, 'id' | 'dealId' | 'customerId' | 'grossMinor' | 'paidMinor' | 'creditedMinor'>;

/** When no letter about an invoice may leave: the union of everything that covers it, its deal, its customer or the whole company. */
export async function readSilences(db: Db, row: OwedInvoice): Promise<PauseInterval[]> {
  const intervals = await readIntervals(db, row);
  return silences(intervals, await ledgerOf(db, row, intervals));
}

/** What letters about an invoice may ask for at an instant of the deal's own time. */
export async function readChased(db: Db, row: OwedInvoice, at: string): Promise<ChasedSum> {
  return chasedSum(at, await readIntervals(db, row), moneyOf(row));
}

/** Every pause, promise and dispute that speaks of an invoice, the ended ones included. */
async function readIntervals(db: Db, row: OwedInvoice): Promise<LedgerInterval[]> {
  const scoped = (scope: 'invoice' | 'deal' | 'customer', id: string) => and(eq(reminderPause.scope, scope), eq(reminderPause.scopeId, id));
  const rows = await db
    .select()
    .from(reminderPause)
    .where(or(scoped('invoice', row.id), scoped('deal', row.dealId), scoped('customer', row.customerId), eq(reminderPause.scope, 'company')))
    .orderBy(asc(reminderPause.fromAt), asc(reminderPause.id));
  return rows.map(({ id, kind, fromAt, untilAt, endedAt, outcome, amountMinor, paidBeforeMinor, scheduleId }) => ({
    ...{ id, kind, fromAt, untilAt, endedAt, amountMinor, paidBeforeMinor, scheduleId },
    isKept: outcome === 'kept',
  }));
}

/**
 * What the invoice was owed over time, on the deal's own clock: the ledger of this moment, and back from it by what the deal was told.
 * Where nothing is claimed the past sums change nothing, and are not read.
 */
async function ledgerOf(db: Db, row: OwedInvoice, intervals: readonly LedgerInterval[]): Promise<LedgerStep[]> {
  const now = moneyOf(row);
  if (intervals.every(each => each.kind === 'pause')) return [{ fromAt: '', ...now }];
  const moved = await db
    .select({ at: dealEvent.at, type: dealEvent.type, data: dealEvent.data })
    .from(dealEvent)
    .where(and(eq(dealEvent.dealId, row.dealId), inArray(dealEvent.type, ['payment.received', 'invoice.credited']), sql`${dealEvent.data} ->> 'invoiceId' = ${row.id}`))
    .orderBy(asc(dealEvent.n));
  const steps: LedgerStep[] = [];
  let { remainderMinor, paidMinor } = now;
  for (const { at, type, data } of moved.reverse()) {
    const { amountMinor } = data as { amountMinor: number };
    steps.unshift({ fromAt: at, remainderMinor, paidMinor });
    remainderMinor += amountMinor;
    if (type === 'payment.received') paidMinor -= amountMinor;
  }
  return [{ fromAt: '', remainderMinor, paidMinor }, ...steps];
}

const moneyOf = (row: OwedInvoice) => ({ remainderMinor: row.grossMinor - row.paidMinor - row.creditedMinor, paidMinor: row.paidMinor });

import { and, asc, eq, inArray, or, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { type ChasedSum, chasedSum, type LedgerInterval, type LedgerStep, silences } from '../../domain/dunning/chased-sum.ts';
import type { PauseInterval } from '../../domain/dunning/pauses.ts';
import { isClaimRest } from '../../domain/dunning/payment-claim.ts';
import { dealEvent, type invoice, reminderPause } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** An invoice as its silences are told by: who it belongs to, and its money. */
export type OwedInvoice = Pick<typeof invoice.$inferSelect, 'id' | 'dealId' | 'customerId' | 'grossMinor' | 'paidMinor' | 'creditedMinor'>;

/** When no letter about an invoice may leave: the union of everything that covers it, its deal, its customer or the whole company. */
export async function readSilences(db: Db, row: OwedInvoice): Promise<PauseInterval[]> {
  return (await readSilencesOf(db, [row])).get(row.id) ?? [];
}

/** The same of any number of invoices by their ids, in two queries. */
export async function readSilencesOf(db: Db, rows: readonly OwedInvoice[]): Promise<ReadonlyMap<string, PauseInterval[]>> {
  const intervals = await readIntervals(db, rows);
  const claimed = rows.filter(row => intervals.get(row.id)?.some(each => each.kind !== 'pause'));
  const moved = await readMoved(db, claimed);
  return new Map(rows.map(row => [row.id, silences(intervals.get(row.id) ?? [], ledgerOf(row, moved.get(row.id) ?? []))]));
}

/** What letters about an invoice may ask for at an instant of the deal's own time. */
export async function readChased(db: Db, row: OwedInvoice, at: string): Promise<ChasedSum> {
  return chasedSum(at, (await readIntervals(db, [row])).get(row.id) ?? [], moneyOf(row));
}

/** Every pause, promise and dispute that speaks of an invoice, the ended ones included, by the invoice. */
async function readIntervals(db: Db, rows: readonly OwedInvoice[]): Promise<ReadonlyMap<string, LedgerInterval[]>> {
  const scoped = (scope: 'invoice' | 'deal' | 'customer', ids: readonly string[]) => and(eq(reminderPause.scope, scope), anyOf(reminderPause.scopeId, ids));
  const ids = { invoice: rows.map(row => row.id), deal: rows.map(row => row.dealId), customer: rows.map(row => row.customerId) };
  const found = await db
    .select()
    .from(reminderPause)
    .where(or(scoped('invoice', ids.invoice), scoped('deal', ids.deal), scoped('customer', ids.customer), eq(reminderPause.scope, 'company')))
    .orderBy(asc(reminderPause.fromAt), asc(reminderPause.id));
  const inOrder = found.map(({ scope, scopeId, outcome, ...row }, place) => {
    const { id, kind, fromAt, untilAt, endedAt, amountMinor, paidBeforeMinor, scheduleId } = row;
    const interval: LedgerInterval = { id, kind, fromAt, untilAt, endedAt, amountMinor, paidBeforeMinor, scheduleId, isKept: outcome === 'kept', isClaimRest: isClaimRest(id) };
    return { place, interval, of: scope === 'company' ? scope : `${scope} ${scopeId}` };
  });
  const byScope = Map.groupBy(inOrder, each => each.of);
  return new Map(
    rows.map(row => {
      const mine = ['company', `customer ${row.customerId}`, `deal ${row.dealId}`, `invoice ${row.id}`].flatMap(of => byScope.get(of) ?? []);
      return [row.id, mine.sort((a, b) => a.place - b.place).map(each => each.interval)];
    }),
  );
}

type Moved = Readonly<{ at: string; type: string; data: unknown }>;

/** What moved the debt of some invoices, as their deals were told, by the invoice. Where nothing is claimed of one the past changes nothing, and it is not asked for. */
async function readMoved(db: Db, rows: readonly OwedInvoice[]): Promise<ReadonlyMap<string, Moved[]>> {
  if (rows.length === 0) return new Map();
  const dealIds = [...new Set(rows.map(row => row.dealId))];
  const moved = await db
    .select({ at: dealEvent.at, type: dealEvent.type, data: dealEvent.data })
    .from(dealEvent)
    .where(and(anyOf(dealEvent.dealId, dealIds), inArray(dealEvent.type, ['payment.received', 'invoice.credited'])))
    .orderBy(asc(dealEvent.n));
  return Map.groupBy(moved, ({ data }) => (data as { invoiceId: string }).invoiceId);
}

/** What the invoice was owed over time, on the deal's own clock: the ledger of this moment, and back from it by what the deal was told. */
function ledgerOf(row: OwedInvoice, moved: readonly Moved[]): LedgerStep[] {
  const steps: LedgerStep[] = [];
  let { remainderMinor, paidMinor } = moneyOf(row);
  for (const { at, type, data } of moved.toReversed()) {
    const { amountMinor } = data as { amountMinor: number };
    steps.unshift({ fromAt: at, remainderMinor, paidMinor });
    remainderMinor += amountMinor;
    if (type === 'payment.received') paidMinor -= amountMinor;
  }
  return [{ fromAt: '', remainderMinor, paidMinor }, ...steps];
}

/** One array parameter: a list of any length stays one statement. */
const anyOf = (column: PgColumn, ids: readonly string[]) => sql`${column} = any(${sql.param([...ids])})`;

const moneyOf = (row: OwedInvoice) => ({ remainderMinor: row.grossMinor - row.paidMinor - row.creditedMinor, paidMinor: row.paidMinor });

import { and, eq, inArray, sql } from 'drizzle-orm';
import { makePaymentReference } from '../../domain/reference/payment-reference.ts';
import { invoice, invoiceCounter } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

type Counter = Readonly<{ series: string; year: number }>;
type Carried = typeof invoice.number | typeof invoice.reference;

/** References are counted under a name of their own: they run on over years and series of numbers. */
const references: Counter = { series: '__reference', year: 0 };
const soughtAtOnce = 200;

/** The next number of a series and year, printed as `2026-000118`: without gap, but for numbers that invoices issued elsewhere brought with them (I4). */
export async function takeInvoiceNumber(db: Db, counter: Counter): Promise<{ seq: number; number: string }> {
  const { seq, text } = await takeNext(db, counter, { carriedIn: invoice.number, print: n => `${counter.series}${counter.year}-${String(n).padStart(6, '0')}` });
  return { seq, number: text };
}

/** The next payment reference that no invoice carries; one issued elsewhere may have brought any. */
export async function takePaymentReference(db: Db): Promise<string> {
  return (await takeNext(db, references, { carriedIn: invoice.reference, print: makePaymentReference })).text;
}

/**
 * Counts on to what nobody carries. The counter row is locked until the caller's transaction ends, so nothing is given twice and nothing is lost.
 * A foreign invoice that is being written at this very moment meets the unique index: one of the two fails, and finds the other when it is repeated.
 */
async function takeNext(db: Db, counter: Counter, { carriedIn, print }: { carriedIn: Carried; print: (n: number) => string }): Promise<{ seq: number; text: string }> {
  const first = await countOn(db, counter);
  for (let from = first, many = 1; ; from += many, many = soughtAtOnce) {
    const sought = Array.from({ length: many }, (_, at) => ({ seq: from + at, text: print(from + at) }));
    const carried = await carriedOf(
      db,
      carriedIn,
      sought.map(each => each.text),
    );
    const free = sought.find(each => !carried.has(each.text));
    if (!free) continue;
    if (free.seq !== first) await moveTo(db, counter, free.seq);
    return free;
  }
}

async function countOn(db: Db, counter: Counter): Promise<number> {
  const [row] = await db
    .insert(invoiceCounter)
    .values({ ...counter, lastSeq: 1 })
    .onConflictDoUpdate({ target: [invoiceCounter.series, invoiceCounter.year], set: { lastSeq: sql`${invoiceCounter.lastSeq} + 1` } })
    .returning({ seq: invoiceCounter.lastSeq });
  if (!row) throw new Error(`series ${counter.series} gave no number`);
  return row.seq;
}

async function moveTo(db: Db, { series, year }: Counter, lastSeq: number): Promise<void> {
  await db
    .update(invoiceCounter)
    .set({ lastSeq })
    .where(and(eq(invoiceCounter.series, series), eq(invoiceCounter.year, year)));
}

async function carriedOf(db: Db, column: Carried, texts: readonly string[]): Promise<ReadonlySet<string | null>> {
  const rows = await db
    .select({ text: column })
    .from(invoice)
    .where(inArray(column, [...texts]));
  return new Set(rows.map(row => row.text));
}

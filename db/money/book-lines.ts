import { createHash } from 'node:crypto';
import { dedupKeyTexts } from '../../domain/statements/dedup-key.ts';
import type { StatementFile } from '../../domain/statements/read-statement.ts';
import type { StatementLine } from '../../domain/statements/statement.ts';
import { stableId } from '../ids.ts';
import { type Actor, payment } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { matchPayments } from './match-payments.ts';
import type { OwnAccount } from './statement-accounts.ts';
import type { LineFate } from './statement-report.ts';

type Booking = Readonly<{ file: StatementFile; accounts: ReadonlyMap<string, OwnAccount>; statementId: string; now: string }>;
type PaymentRow = typeof payment.$inferInsert;

const rowsAtOnce = 1_000;

/** Records the incoming lines of a file as payments and places those whose evidence suffices. Answers the fate of every line, in order, and the outbox ids. */
export async function bookLines(db: Db, booking: Booking): Promise<{ fates: LineFate[]; outboxIds: readonly string[] }> {
  const lines = booking.file.statements.flatMap(statement => statement.lines.map(line => ({ line, currency: line.currency ?? statement.currency })));
  const keys = dedupKeyTexts(lines.map(({ line }) => line)).map(text => createHash('sha256').update(text).digest('hex'));
  const rows = lines.map(({ line, currency }, at) => (line.direction === 'in' ? rowOf(line, { booking, currency, dedupKey: keys[at] ?? '' }) : null));
  const incoming = rows.filter(row => row !== null);
  const newIds = await insertNew(db, incoming);
  const actor: Actor = { type: 'bank', id: booking.statementId };
  const toMatch = incoming.filter(row => newIds.has(row.id) && row.amountMinor > 0);
  const { allocatedIds, outboxIds } = await matchPayments(db, { payments: toMatch, actor, now: booking.now });
  return { fates: rows.map(row => fateOf(row, { newIds, allocatedIds })), outboxIds };
}

/** Sorted by key, so that two imports which overlap wait for each other instead of locking each other out. Answers the ids that were not there before. */
async function insertNew(db: Db, rows: readonly PaymentRow[]): Promise<ReadonlySet<string>> {
  const sorted = rows.toSorted((a, b) => (a.dedupKey < b.dedupKey ? -1 : 1)),
    newIds = new Set<string>();
  for (let at = 0; at < sorted.length; at += rowsAtOnce) {
    const inserted = await db
      .insert(payment)
      .values(sorted.slice(at, at + rowsAtOnce))
      .onConflictDoNothing()
      .returning({ id: payment.id });
    for (const { id } of inserted) newIds.add(id);
  }
  return newIds;
}

/** A payment of nothing occurs in tests of banks: it is kept, nobody needs to look at it, and it is never matched (formats.md 2.1, rule 8). */
function rowOf(line: StatementLine, { booking, currency, dedupKey }: { booking: Booking; currency: string | null; dedupKey: string }) {
  const account = booking.accounts.get(line.account);
  if (account === undefined) throw new Error(`line ${line.lineNo} is of an account that was not locked`);
  return {
    id: stableId('pay', dedupKey),
    source: 'bank',
    dedupKey,
    statementId: booking.statementId,
    accountId: account.id,
    amountMinor: line.amountMinor,
    currency: currency ?? account.currency,
    receivedOn: line.opOn,
    payer: line.payer,
    purpose: line.purpose,
    docNo: line.docNo,
    rawText: line.rawText,
    lineNo: line.lineNo,
    status: line.amountMinor === 0 ? ('ignored' as const) : ('to_review' as const),
    createdAt: booking.now,
  };
}

function fateOf(row: PaymentRow | null, { newIds, allocatedIds }: { newIds: ReadonlySet<string>; allocatedIds: ReadonlySet<string> }): LineFate {
  if (row === null) return 'outgoing';
  if (!newIds.has(row.id)) return 'duplicate';
  if (allocatedIds.has(row.id)) return 'allocated';
  return row.amountMinor === 0 ? 'ignored' : 'to_review';
}

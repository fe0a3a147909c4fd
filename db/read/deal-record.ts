import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { termAuthorIds } from '../../domain/quote/term-stamps.ts';
import { apiKey, approvalTask, appUser, customer, deal, dealEvent, invoice, note, packageVersion } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { type HoldRow, readHoldsInForce } from './holds.ts';
import { type FateRow, readFates } from './ladder-facts.ts';
import { type LetterOnRecord, readDealLetters } from './letters.ts';

export type DealHead = Readonly<{ deal: typeof deal.$inferSelect; customerName: string; customerZone: string; ownerName: string }>;
export type TaskInRound = Readonly<{ task: typeof approvalTask.$inferSelect; comment: string | null }>;
export type DealRecord = DealHead &
  Readonly<{
    version: Pick<typeof packageVersion.$inferSelect, 'id' | 'version' | 'hash' | 'content'> | null;
    tasks: readonly TaskInRound[];
    invoices: readonly (typeof invoice.$inferSelect)[];
    fates: readonly FateRow[];
    holds: readonly HoldRow[];
    letters: readonly LetterOnRecord[];
    events: readonly (typeof dealEvent.$inferSelect)[];
    names: ReadonlyMap<string, string>;
  }>;

/** A deal with its customer's and owner's names; throws `not_found`. */
export async function readDealHead(db: Db, dealId: string): Promise<DealHead> {
  const [row] = await db
    .select({ deal, customerName: customer.name, customerZone: customer.timeZone, ownerName: appUser.name })
    .from(deal)
    .innerJoin(customer, eq(customer.id, deal.customerId))
    .innerJoin(appUser, eq(appUser.id, deal.ownerId))
    .where(eq(deal.id, dealId));
  if (!row) throw new RuleViolation('not_found', `There is no deal ${dealId}.`);
  return row;
}

/** Everything that the API says of one deal; throws `not_found`. */
export async function readDealRecord(db: Db, dealId: string): Promise<DealRecord> {
  const head = await readDealHead(db, dealId);
  const [version] = head.deal.packageId
    ? await db
        .select({ id: packageVersion.id, version: packageVersion.version, hash: packageVersion.hash, content: packageVersion.content })
        .from(packageVersion)
        .where(eq(packageVersion.id, head.deal.packageId))
    : [];
  const tasks = await readLastRound(db, dealId);
  const invoices = await db.select().from(invoice).where(eq(invoice.dealId, dealId)).orderBy(asc(invoice.instalment));
  const fates = await readFates(
    db,
    invoices.map(row => row.id),
  );
  const holds = await readHoldsInForce(db, { dealId, customerId: head.deal.customerId });
  const letters = await readDealLetters(db, dealId);
  const events = await readDealEvents(db, { dealId, after: 0, limit: 10_000 });
  const authors = [head.deal.draft, version?.content].flatMap(content => (content ? termAuthorIds(content) : []));
  const ids = [...authors, ...tasks.flatMap(({ task }) => [task.personId, task.decidedById]), ...letters.map(letter => letter.toUserId), head.deal.holderId];
  return { ...head, version: version ?? null, tasks, invoices, fates, holds, letters, events, names: await readNames(db, ids) };
}

/** The events of a deal from number `after` on, in their order. */
export async function readDealEvents(db: Db, { dealId, after, limit }: { dealId: string; after: number; limit: number }) {
  const rows = await db.select().from(dealEvent).where(eq(dealEvent.dealId, dealId)).orderBy(asc(dealEvent.n)).offset(after).limit(limit);
  return rows;
}

/** The steps of the round planned last, with the words of those who decided. */
async function readLastRound(db: Db, dealId: string): Promise<TaskInRound[]> {
  const [last] = await db
    .select({ round: approvalTask.round, version: approvalTask.version })
    .from(approvalTask)
    .where(eq(approvalTask.dealId, dealId))
    .orderBy(desc(approvalTask.round), desc(approvalTask.version))
    .limit(1);
  if (!last) return [];
  return db
    .select({ task: approvalTask, comment: note.text })
    .from(approvalTask)
    .leftJoin(note, eq(note.id, approvalTask.noteId))
    .where(and(eq(approvalTask.dealId, dealId), eq(approvalTask.round, last.round), eq(approvalTask.version, last.version)))
    .orderBy(asc(approvalTask.position));
}

/** Names of people, keys and customers by id; what has none is left out. */
export async function readNames(db: Db, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids.filter(id => id !== null))];
  if (wanted.length === 0) return new Map();
  const people = await db.select({ id: appUser.id, name: appUser.name }).from(appUser).where(inArray(appUser.id, wanted));
  const keys = await db.select({ id: apiKey.id, name: apiKey.name }).from(apiKey).where(inArray(apiKey.id, wanted));
  const customers = await db.select({ id: customer.id, name: customer.name }).from(customer).where(inArray(customer.id, wanted));
  return new Map([...people, ...keys, ...customers].map(({ id, name }) => [id, name]));
}

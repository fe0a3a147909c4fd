import { and, isNull, sql } from 'drizzle-orm';
import { type Actor, deal, dealOutbox } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** A word to the processes of many deals. `idOf` names the fact of each deal: one whose id is known is there already. */
export type WordToDeals = Readonly<{ message: string; commandId: string; actor: Actor; now: string; idOf: (dealId: string) => string }>;

/** A statement has room for 65,535 parameters. */
const rowsAtOnce = 2_000;

/** Puts one word to any number of deals into the outbox; answers the outbox ids. */
export async function putFacts(db: Db, dealIds: readonly string[], { message, commandId, actor, now, idOf }: WordToDeals): Promise<string[]> {
  const facts = dealIds.map(dealId => ({ id: idOf(dealId), dealId, message, payload: { command_id: commandId, actor }, createdAt: now }));
  for (let from = 0; from < facts.length; from += rowsAtOnce)
    await db
      .insert(dealOutbox)
      .values(facts.slice(from, from + rowsAtOnce))
      .onConflictDoNothing();
  return facts.map(fact => fact.id);
}

/** The deals among some that have not ended. */
export async function openAmong(db: Db, dealIds: readonly string[]): Promise<string[]> {
  if (dealIds.length === 0) return [];
  const open = await db
    .select({ id: deal.id })
    .from(deal)
    .where(and(sql`${deal.id} = any(${sql.param([...dealIds])})`, isNull(deal.closedAt)));
  return open.map(({ id }) => id);
}

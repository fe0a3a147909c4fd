import { and, isNull, sql } from 'drizzle-orm';
import { type Actor, deal, dealOutbox } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** `cause` names what has changed and makes a repeat harmless: the same cause tells each deal once. */
export type PolicyNews = Readonly<{ cause: string; actor: Actor; now: string }>;

/**
 * Has each of some deals plan its ladders anew, for the policies of its invoices have changed: the relay tells their processes until
 * they have taken it. Belongs into the transaction of the change. Answers the outbox ids, one per deal that is still open.
 */
export async function tellToPlanAnew(db: Db, dealIds: readonly string[], { cause, actor, now }: PolicyNews): Promise<string[]> {
  if (dealIds.length === 0) return [];
  const open = await db
    .select({ id: deal.id })
    .from(deal)
    .where(and(sql`${deal.id} = any(${sql.param([...dealIds])})`, isNull(deal.closedAt)));
  const facts = open.map(({ id }) => ({ id: factId(cause, id), dealId: id, message: 'reminder_policy_changed', payload: { command_id: cause, actor }, createdAt: now }));
  for (let from = 0; from < facts.length; from += rowsAtOnce)
    await db
      .insert(dealOutbox)
      .values(facts.slice(from, from + rowsAtOnce))
      .onConflictDoNothing();
  return facts.map(fact => fact.id);
}

/** A statement has room for so many rows. */
const rowsAtOnce = 2_000;

const factId = (cause: string, dealId: string): string => `${cause}-${dealId}`;

/** The beginning of the outbox ids of a cause. */
export const factsOf = (cause: string): string => `${cause}-`;

import { openAmong, putFacts } from '../money/put-facts.ts';
import type { Actor } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** `cause` names what has changed and makes a repeat harmless: the same cause tells each deal once. */
export type PolicyNews = Readonly<{ cause: string; actor: Actor; now: string }>;

/**
 * Has each of some deals plan its ladders anew, for the policies of its invoices have changed: the relay tells their processes until
 * they have taken it. Belongs into the transaction of the change. Answers the outbox ids, one per deal that is still open.
 */
export async function tellToPlanAnew(db: Db, dealIds: readonly string[], { cause, actor, now }: PolicyNews): Promise<string[]> {
  return putFacts(db, await openAmong(db, dealIds), { message: 'reminder_policy_changed', commandId: cause, actor, now, idOf: dealId => `${cause}-${dealId}` });
}

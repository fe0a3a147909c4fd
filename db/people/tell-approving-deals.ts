import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { putFacts } from '../money/put-facts.ts';
import { deal } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/**
 * Has every deal under approval plan its open step anew, for people, covers or the calendar have changed: the relay tells each
 * process (Q2C.md 3). Belongs into the transaction of the change itself.
 */
export async function tellApprovingDeals(db: Db, now: string): Promise<void> {
  const approving = await db.select({ id: deal.id }).from(deal).where(eq(deal.stage, 'approving'));
  const change = `approvers-${randomBytes(12).toString('hex')}`;
  await putFacts(
    db,
    approving.map(({ id }) => id),
    { message: 'approvers_changed', commandId: change, actor: { type: 'system', id: 'company' }, now, idOf: dealId => `${change}-${dealId}` },
  );
}
